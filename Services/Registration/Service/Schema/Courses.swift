extension Migrations {
    /// The courses that the association offers (C1), their editions (C2) and prices; staff may change them afterwards.
    ///
    /// Basic has 40 hours, Advanced and Management have 24, as the practitioner's rules say; the others are defaults.
    static let courses = """
        INSERT INTO course
            (position, code, title, kind, hours, aliases, audience_notice, price_member, price_non_member)
        VALUES
            (1, 'basic-sro', 'Basic SRO', 'class', 40, '{Basic School Resource Officer}', NULL, 49500, 54500),
            (2, 'advanced-sro', 'Advanced SRO', 'class', 24, '{}', NULL, 39500, 44500),
            (3, 'cpted', 'Crime Prevention through Environmental Design', 'class', 24, '{CPTED}', NULL, 39500, 44500),
            (4, 'school-security-officer', 'School Security Officer', 'class', 16, '{SSO}',
                'For security personnel who are not law enforcement officers', 29500, 34500),
            (5, 'sro-management', 'SRO Management', 'class', 24, '{Supervisors and Management}', NULL, 39500, 44500),
            (6, 'adolescent-mental-health', 'Adolescent Mental Health', 'class', 12, '{}', NULL, 24500, 29500),
            (7, 'conference', 'National School Safety Conference', 'conference', 24, '{}', NULL, 50000, 55000);
        SELECT setval(pg_get_serial_sequence('course', 'position'), 7);
        INSERT INTO course_edition (id, course_code, name, from_day) VALUES
            ('01520a8f-1c00-7000-8000-000000000101', 'basic-sro', 'Basic', '1991-01-01'),
            ('01520a8f-1c00-7000-8000-000000000102', 'basic-sro', 'Basic 2016', '2016-01-01'),
            ('01520a8f-1c00-7000-8000-000000000201', 'advanced-sro', 'Advanced', '1991-01-01'),
            ('01520a8f-1c00-7000-8000-000000000301', 'cpted', 'Environmental Design', '1991-01-01'),
            ('01520a8f-1c00-7000-8000-000000000401', 'school-security-officer', 'Security Officer', '1991-01-01'),
            ('01520a8f-1c00-7000-8000-000000000501', 'sro-management', 'Management', '1991-01-01'),
            ('01520a8f-1c00-7000-8000-000000000601', 'adolescent-mental-health', 'Mental Health 2018', '2018-01-01'),
            ('01520a8f-1c00-7000-8000-000000000701', 'conference', 'Conference', '1991-01-01');
        INSERT INTO course_section (edition_id, position, code, title, minutes)
        SELECT ('01520a8f-1c00-7000-8000-000000000' || edition)::uuid, position, code, title, minutes
        FROM (VALUES
            (101, 1, 'foundations', 'Foundations of School-Based Policing', 240),
            (101, 2, 'law', 'Constitutional and State Law', 360),
            (101, 3, 'counselling', 'The Officer as Informal Counsellor', 360),
            (101, 4, 'teaching', 'The Officer as Teacher', 360),
            (101, 5, 'youth', 'Adolescents and Youth Culture', 360),
            (101, 6, 'substances', 'Substance Abuse', 240),
            (101, 7, 'emergencies', 'Emergency Planning', 480),
            (102, 1, 'foundations', 'Foundations of School-Based Policing', 120),
            (102, 2, 'ethics', 'Ethics and the School Resource Officer', 120),
            (102, 3, 'law', 'Constitutional and State Law', 240),
            (102, 4, 'diverse-students', 'Developing Successful Relationships with Diverse Students', 180),
            (102, 5, 'teen-brain', 'The Teen Brain', 180),
            (102, 6, 'special-needs', 'Students with Special Needs', 120),
            (102, 7, 'social-media', 'Social Media', 180),
            (102, 8, 'trafficking', 'Human Trafficking', 120),
            (102, 9, 'victimization', 'Violence and Victimization', 240),
            (102, 10, 'substances', 'Substance Abuse', 120),
            (102, 11, 'teaching', 'The Officer as Teacher', 180),
            (102, 12, 'mentoring', 'The Officer as Informal Counsellor and Mentor', 180),
            (102, 13, 'threats', 'Threat Assessment', 120),
            (102, 14, 'emergencies', 'Emergency Operations', 180),
            (102, 15, 'safe-schools', 'Safe School Design', 120),
            (201, 1, 'investigation', 'Interviews and Investigations in Schools', 360),
            (201, 2, 'crisis', 'Crisis Response', 360),
            (201, 3, 'threats', 'Threat Assessment Teams', 360),
            (201, 4, 'programmes', 'Problem Solving with Schools', 360),
            (301, 1, 'principles', 'Principles of Environmental Design', 480),
            (301, 2, 'survey', 'Site Survey', 480),
            (301, 3, 'report', 'Assessment and Report', 480),
            (401, 1, 'role', 'The Security Officer in a School', 240),
            (401, 2, 'de-escalation', 'De-escalation', 360),
            (401, 3, 'emergencies', 'Emergency Response', 360),
            (501, 1, 'selection', 'Selecting and Evaluating Officers', 480),
            (501, 2, 'programme', 'Managing a Programme', 480),
            (501, 3, 'agreements', 'Agreements between Agencies and Schools', 480),
            (601, 1, 'development', 'Adolescent Development', 240),
            (601, 2, 'conditions', 'Mental Health Conditions', 240),
            (601, 3, 'crisis', 'Crisis Intervention', 240),
            (701, 1, 'sessions', 'Conference Sessions', 1440)
        ) AS section (edition, position, code, title, minutes);
        """
}

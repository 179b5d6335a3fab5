extension Migrations {
    /// Host requests with their documents, and what the packet said at each step (C3, C4).
    static let hosting = """
        CREATE TABLE host_request (
            id uuid PRIMARY KEY,
            agency_id uuid NOT NULL,
            course_code text NOT NULL REFERENCES course,
            venue jsonb NOT NULL,
            starts_on date NOT NULL,
            ends_on date NOT NULL CHECK (ends_on >= starts_on),
            capacity integer NOT NULL CHECK (capacity > 0),
            contact jsonb NOT NULL,
            equipment text[] NOT NULL DEFAULT '{}',
            notes text,
            status text NOT NULL CHECK (status IN ('submitted', 'approved', 'rejected')),
            reason text,
            offering_id uuid,
            submitted_by uuid NOT NULL,
            submitted_at timestamptz NOT NULL,
            decided_by uuid,
            decided_at timestamptz,
            version bigint NOT NULL DEFAULT 1
        );
        CREATE INDEX host_request_agency ON host_request (agency_id);
        CREATE TABLE host_request_document (
            host_request_id uuid NOT NULL REFERENCES host_request,
            name text NOT NULL,
            content_type text NOT NULL,
            content bytea NOT NULL,
            size integer NOT NULL GENERATED ALWAYS AS (octet_length(content)) STORED,
            digest bytea NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
            uploaded_by uuid NOT NULL,
            uploaded_at timestamptz NOT NULL,
            PRIMARY KEY (host_request_id, name)
        );
        CREATE TABLE host_request_step (
            host_request_id uuid NOT NULL REFERENCES host_request,
            version bigint NOT NULL,
            step text NOT NULL CHECK (step IN ('submitted', 'approved', 'rejected')),
            taken_by uuid NOT NULL,
            taken_at timestamptz NOT NULL,
            reason text,
            packet jsonb NOT NULL,
            documents jsonb NOT NULL,
            PRIMARY KEY (host_request_id, version)
        );
        COMMENT ON TABLE host_request_step IS 'Append-only';
        CREATE VIEW host_request_packet AS
            SELECT r.id, r.version, jsonb_build_object(
                    'courseCode', r.course_code, 'venue', r.venue, 'startsOn', r.starts_on, 'endsOn', r.ends_on,
                    'capacity', r.capacity, 'contact', r.contact, 'equipment', r.equipment, 'notes', r.notes) AS packet,
                coalesce((SELECT jsonb_agg(jsonb_build_object('name', d.name, 'contentType', d.content_type,
                        'size', d.size, 'sha256', encode(d.digest, 'hex')) ORDER BY d.name)
                    FROM host_request_document d WHERE d.host_request_id = r.id), '[]') AS documents
            FROM host_request r;
        """
}

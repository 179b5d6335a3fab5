extension Migrations {
    /// What a host packet said at each step (C3), and its documents' sizes and digests.
    static let hostPacketHistory = """
        ALTER TABLE host_request_document
            ADD COLUMN size integer NOT NULL GENERATED ALWAYS AS (octet_length(content)) STORED,
            ADD COLUMN digest bytea NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED;
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
        INSERT INTO host_request_step
        SELECT r.id, 0, 'submitted', r.submitted_by, r.submitted_at, NULL, p.packet, p.documents
        FROM host_request r JOIN host_request_packet p USING (id);
        INSERT INTO host_request_step
        SELECT r.id, r.version, r.status, r.decided_by, r.decided_at, r.reason, p.packet, p.documents
        FROM host_request r JOIN host_request_packet p USING (id) WHERE r.status <> 'submitted';

        """
}

import { isLiveRun } from '../db/live-runs.ts'

/**
 * An upload has no rows until it is finished: it can't be found before, and expires like any other. Its workbook may be gone, and
 * so may the owner. Its transaction keeps the owner, since it locks the workbook before the user.
 */
export const insertUpload = `
  INSERT INTO uploads (id, owner_id, file_name, byte_size, workbook_id, header_line, columns, total_rows, sample_rows, warnings, expires_at)
  SELECT $1, id, $3, 0, (SELECT workbooks.id FROM workbooks WHERE owner_id = $2 AND workbooks.id = $4 FOR KEY SHARE), 0, '{}', 0, '[]', '{}', now() + $5 * interval '1 hour'
  FROM users WHERE id = $2`

/** Doesn't wait for the disk; the statement that finishes the upload does, for all chunks. */
export const insertChunk = `
  WITH settings AS (SELECT set_config('synchronous_commit', 'off', true) AS commit),
    upload AS (UPDATE uploads SET staged_bytes = staged_bytes + octet_length($5::text) WHERE owner_id = $7 AND id = $1)
  INSERT INTO upload_chunks (owner_id, upload_id, seq, first_row, row_count, content, broken_rows)
  SELECT $7::int, $1::uuid, $2::int, $3::int, $4::int, $5::text, $6::int[] FROM settings WHERE commit = 'off'`

export const finishUpload = `
  UPDATE uploads
  SET byte_size = $2, delimiter = $3, encoding = $4, header_line = $5, columns = $6, total_rows = $7, sample_rows = $8, warnings = $9,
      sheet = $10, sheets = $11, expires_at = now() + $12 * interval '1 hour'
  WHERE owner_id = $13 AND id = $1
  RETURNING workbook_id AS "workbookId", staged_bytes AS "stagedBytes", created_at AS "createdAt", expires_at AS "expiresAt"`

/** Adds the workbook of an upload, unless the upload is gone. Its transaction keeps the owner, and sets `workbook_id` next: one without an upload is deleted. */
export const insertWorkbook = `
  INSERT INTO workbooks (id, owner_id) SELECT $1, owner_id FROM uploads WHERE owner_id = $3 AND id = $2`

export const setWorkbook = 'UPDATE uploads SET workbook_id = $1 WHERE owner_id = $3 AND id = $2'

export const insertWorkbookChunk = `
  WITH workbook AS (UPDATE workbooks SET byte_size = byte_size + octet_length($3::bytea) WHERE owner_id = $4 AND id = $1)
  INSERT INTO workbook_chunks (owner_id, workbook_id, seq, content) VALUES ($4, $1, $2, $3)`

/** Expired uploads count until they are deleted. A workbook counts once, however many of its sheets are staged. */
export const selectStagedBytes = `
  SELECT (SELECT coalesce(sum(staged_bytes), 0) FROM uploads WHERE owner_id = $1)
    + (SELECT coalesce(sum(byte_size), 0) FROM workbooks WHERE owner_id = $1) AS bytes`

export const selectWorkbookChunk =
  'SELECT content FROM workbook_chunks WHERE owner_id = $3 AND workbook_id = $1 AND seq = $2'

const hasNoUpload = `NOT EXISTS (
  SELECT FROM uploads WHERE uploads.owner_id = workbooks.owner_id AND uploads.workbook_id = workbooks.id)`

/** Selects the workbooks whose last upload is gone. */
export const selectUnusedWorkbooks = `SELECT owner_id AS "ownerId", id FROM workbooks WHERE ${hasNoUpload}`

/** Locks a workbook, so that no upload can be added; skips one to which an upload is just being added. */
export const lockWorkbook = 'SELECT FROM workbooks WHERE owner_id = $1 AND id = $2 FOR UPDATE SKIP LOCKED'

/** Deletes a locked workbook that is still without an upload: one may have been added before it was locked. */
export const deleteWorkbook = `DELETE FROM workbooks WHERE owner_id = $1 AND id = $2 AND ${hasNoUpload}`

/** Keeps an upload that a run was started with, because the response to the start may have been lost. */
export const deleteUpload = `
  DELETE FROM uploads WHERE owner_id = $1 AND id = $2 AND NOT EXISTS (
    SELECT FROM import_runs WHERE import_runs.owner_id = uploads.owner_id AND import_runs.upload_id = uploads.id)`

// An hour late, so that a run that is being started with the upload does not lose it.
const isExpired = "expires_at < now() - interval '1 hour'"

/** Selects the owners of expired uploads. */
export const selectExpiredOwners = `SELECT DISTINCT owner_id AS "ownerId" FROM uploads WHERE ${isExpired}`

/** Deletes the expired uploads of an owner. Ended runs forget their uploads. */
export const deleteExpired = `
  WITH expired AS MATERIALIZED (
    SELECT owner_id, id FROM uploads
    WHERE owner_id = $1 AND ${isExpired}
      AND NOT EXISTS (
        SELECT FROM import_runs
        WHERE import_runs.owner_id = uploads.owner_id AND import_runs.upload_id = uploads.id AND ${isLiveRun}
      )
    ORDER BY id FOR UPDATE
  ), forgotten AS (
    UPDATE import_runs SET upload_id = NULL FROM expired
    WHERE import_runs.owner_id = $1 AND import_runs.upload_id = expired.id
  )
  DELETE FROM uploads USING expired WHERE uploads.owner_id = $1 AND uploads.id = expired.id`

export const selectTotalRows = 'SELECT total_rows AS "totalRows" FROM uploads WHERE owner_id = $1 AND id = $2'

/** Selects the chunk that contains row number $3. */
export const selectChunkOfRow = `
  SELECT first_row AS "firstRow", row_count AS "rowCount", content, coalesce(broken_rows, '{}') AS "brokenRows"
  FROM upload_chunks
  WHERE owner_id = $1 AND upload_id = $2 AND first_row <= $3
  ORDER BY first_row DESC
  LIMIT 1`

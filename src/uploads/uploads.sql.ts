/** An upload that is still being filled has no rows; nobody finds it, and it expires as any other. */
export const insertUpload = `
  INSERT INTO uploads (id, owner_id, file_name, byte_size, delimiter, encoding, header_line, columns, total_rows, sample_rows, warnings, expires_at)
  VALUES ($1, $2, $3, 0, '', '', 0, '{}', 0, '[]', '{}', now() + $4 * interval '1 hour')`

export const insertChunk = `
  INSERT INTO upload_chunks (upload_id, seq, first_row, row_count, content) VALUES ($1, $2, $3, $4, $5)`

export const finishUpload = `
  UPDATE uploads
  SET byte_size = $2, delimiter = $3, encoding = $4, header_line = $5, columns = $6, total_rows = $7, sample_rows = $8, warnings = $9,
      expires_at = now() + $10 * interval '1 hour'
  WHERE id = $1
  RETURNING created_at AS "createdAt", expires_at AS "expiresAt"`

/** Never one that a run has been started with: the answer to the start may have been lost. */
export const deleteUpload = `
  DELETE FROM uploads WHERE id = $1 AND NOT EXISTS (SELECT FROM import_runs WHERE import_runs.upload_id = uploads.id)`

/** An hour late: a run that is just being started on an upload found in time must not lose it. */
export const deleteExpired = `
  DELETE FROM uploads
  WHERE expires_at < now() - interval '1 hour'
    AND NOT EXISTS (
      SELECT FROM import_runs
      WHERE import_runs.upload_id = uploads.id AND import_runs.status IN ('QUEUED', 'RUNNING', 'PAUSED')
    )`

export const selectTotalRows = 'SELECT total_rows AS "totalRows" FROM uploads WHERE id = $1'

/** The chunk that row number $2 is in. */
export const selectChunkOfRow = `
  SELECT first_row AS "firstRow", row_count AS "rowCount", content
  FROM upload_chunks
  WHERE upload_id = $1 AND first_row <= $2
  ORDER BY first_row DESC
  LIMIT 1`

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** An entry of an archive. Its size and checksum need not be correct. */
export interface ZipPart {
  name: string
  data: Buffer
  size: number
  checksum: number
  isDeflated: boolean
  isEncrypted?: boolean
}

export function storedPart(name: string, content: string | Buffer): ZipPart {
  const data = Buffer.from(content)
  return { name, data, size: data.length, checksum: crc32(data), isDeflated: false }
}

export function deflatedPart(name: string, content: string | Buffer): ZipPart {
  return { ...storedPart(name, content), data: deflateRawSync(content), isDeflated: true }
}

export function zipOf(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    writeFacts(local, 4, part, name.length)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    writeFacts(entry, 6, part, name.length)
    entry.writeUInt32LE(offset, 42)
    files.push(local, name, part.data)
    directory.push(entry, name)
    offset += local.length + name.length + part.data.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, ...directory, end])
}

/** Writes the fields shared by local headers and directory entries, from the required version on. */
function writeFacts(header: Buffer, at: number, part: ZipPart, nameLength: number): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(0x0800 + (part.isEncrypted ? 1 : 0), at + 2)
  header.writeUInt16LE(part.isDeflated ? 8 : 0, at + 4)
  header.writeUInt32LE(part.checksum, at + 10)
  header.writeUInt32LE(part.data.length, at + 14)
  header.writeUInt32LE(part.size, at + 18)
  header.writeUInt16LE(nameLength, at + 22)
}

/** Returns the entries of a valid archive. */
export function partsOf(archive: Buffer): { name: string; content: Buffer }[] {
  const end = archive.lastIndexOf('PK\x05\x06')
  let at = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, nameEnd)
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const stored = archive.subarray(start, start + archive.readUInt32LE(at + 20))
    const content = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(stored) : stored
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
    return { name, content }
  })
}

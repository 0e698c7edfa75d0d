import { readFileSync } from 'node:fs';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes it unpacks to. */
  readonly size: number;
}

/** Lists a zip file by its central directory (APPNOTE.TXT, 4.3.12 and 4.3.16); archives beyond 4 GB are not known. */
export function zipEntries(file: string): readonly ZipEntry[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error(`${file} is not a zip file`);
  const entries: ZipEntry[] = [];
  let offset = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = bytes.readUInt16LE(offset + 28);
    const name = bytes.toString('utf8', offset + 46, offset + 46 + nameLength);
    entries.push({ name, size: bytes.readUInt32LE(offset + 24) });
    offset += 46 + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  return entries;
}

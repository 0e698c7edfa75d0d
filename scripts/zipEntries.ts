import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes it unpacks to. */
  readonly size: number;
  /** Bytes that it takes in the archive. */
  readonly packedSize: number;
  /** Where its own header begins. */
  readonly place: number;
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
    entries.push({
      name,
      size: bytes.readUInt32LE(offset + 24),
      packedSize: bytes.readUInt32LE(offset + 20),
      place: bytes.readUInt32LE(offset + 42),
    });
    offset += 46 + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  return entries;
}

/** The text of one file of an archive; throws where there is none of this name. */
export function zipText(file: string, name: string): string {
  const bytes = readFileSync(file);
  const entry = zipEntries(file).find((each) => each.name === name);
  if (!entry) throw new Error(`${file} holds no ${name}`);
  const { packedSize, place } = entry;
  const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  const packed = bytes.subarray(start, start + packedSize);
  return (bytes.readUInt16LE(place + 8) === 0 ? packed : inflateRawSync(packed)).toString('utf8');
}

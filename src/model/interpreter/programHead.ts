import { parseShebang } from './shebang.ts';

/** What the first bytes of a file say of how the system runs it. */
export type ProgramHead =
  /** A first line that names a program; `onPath` where that is looked for by its name, as `env` does. */
  | { readonly kind: 'script'; readonly program: string; readonly onPath: boolean }
  /** The name in its first line ends in a carriage return, so that the system looks for that, too. */
  | { readonly kind: 'windows-line' }
  /** The name of the program does not end where the system stops to read, after this many bytes. */
  | { readonly kind: 'endless-line'; readonly limit: number }
  /** A program of this platform; `loader` is the path of what loads its libraries, where it needs any and says so early. */
  | { readonly kind: 'elf'; readonly machine: number; readonly loader?: string }
  | { readonly kind: 'of-windows' }
  | { readonly kind: 'of-macos' }
  /** Nothing that tells: a text without a first line like that is run by `sh`, as by every shell. */
  | { readonly kind: 'unknown' };

/** Bytes of a file that are enough for its head. */
export const headBytes = 4_096;

/** Reads the head of a file as Linux does, or macOS. */
export function readProgramHead(bytes: Uint8Array, platform: NodeJS.Platform): ProgramHead {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start.startsWith('#!')) return readFirstLine(bytes, platform);
  if (platform !== 'linux') return { kind: 'unknown' };
  if (start === '\u007fELF') return readElf(bytes);
  if (start.startsWith('MZ')) return { kind: 'of-windows' };
  return machoMagics.has(start) ? { kind: 'of-macos' } : { kind: 'unknown' };
}

/** Both byte orders and widths, and files with several of them. */
const machoMagics = new Set(['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xfe\xed\xfa\xce', '\xfe\xed\xfa\xcf']);

function readFirstLine(bytes: Uint8Array, platform: NodeJS.Platform): ProgramHead {
  // BINPRM_BUF_SIZE of Linux 5.1 and newer; IMG_SHSIZE of macOS.
  const limit = platform === 'darwin' ? 512 : 256;
  const read = new TextDecoder('latin1').decode(bytes.subarray(0, limit));
  const [line = ''] = read.split(/[\n\0]/, 1);
  const isWhole = line.length < read.length || bytes.length < limit;
  if (!isWhole && !/^#![ \t]*[^ \t]+[ \t]/.test(line)) return { kind: 'endless-line', limit };
  const text = new TextDecoder().decode(bytes.subarray(0, line.length));
  if (/^#![ \t]*(?:\S*\/env[ \t]+)?[^ \t]+\r$/.test(text)) return { kind: 'windows-line' };
  const shebang = parseShebang(text, 'linux');
  const [, program] = /^#![ \t]*([^ \t\r]+)/.exec(text) ?? [];
  if (!shebang || program === undefined) return { kind: 'unknown' };
  // A path that is not absolute is read as a name there, while the system takes it as it stands.
  const isLookedFor = shebang.kind === 'program' && program.startsWith('/');
  const isNamed = isLookedFor || shebang.kind === 'literal';
  return { kind: 'script', program: isNamed ? shebang.program : program, onPath: isLookedFor };
}

/** Elf64_Ehdr and Elf64_Phdr, or those of 32 bits, in either byte order; see elf(5). */
function readElf(bytes: Uint8Array): ProgramHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 64) return { kind: 'unknown' };
  const is64 = bytes[4] === 2;
  const isLittle = bytes[5] === 1;
  const half = (at: number): number => view.getUint16(at, isLittle);
  const word = (at: number): number => (is64 ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle));
  const machine = half(18);
  const [table, size, count] = is64 ? [word(32), half(54), half(56)] : [word(28), half(42), half(44)];
  for (let entry = table; entry < table + size * count && entry + size <= bytes.length; entry += size) {
    const isLoader = view.getUint32(entry, isLittle) === 3;
    const [from, length] = is64 ? [word(entry + 8), word(entry + 32)] : [word(entry + 4), word(entry + 16)];
    if (!isLoader || length < 2 || from + length > bytes.length) continue;
    return { kind: 'elf', machine, loader: new TextDecoder().decode(bytes.subarray(from, from + length - 1)) };
  }
  return { kind: 'elf', machine };
}

/** The processors that programs are made for, by their number in ELF, and the names that Node has for them. */
const machines: ReadonlyMap<number, string> = new Map([
  [3, 'ia32'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);

/** What 64-bit processors run beside their own. */
const alsoRun: Readonly<Record<string, string>> = { x64: 'ia32', arm64: 'arm' };

/** The processor that a program is made for, if that differs from `arch` and is known; undefined for all that may run. */
export function foreignProcessor(machine: number, arch: string): string | undefined {
  const name = machines.get(machine);
  const isKnown = [...machines.values()].includes(arch);
  return !isKnown || name === undefined || name === arch || name === alsoRun[arch] ? undefined : name;
}

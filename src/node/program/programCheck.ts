import { access, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type Clause, say } from '../../model/words/clause.ts';
import { foreignProcessor, headBytes, readProgramHead } from '../../model/interpreter/programHead.ts';
import { readUserFileStart } from '../files/userFile.ts';
import { findProgram, pathFolders, programState } from './programSearch.ts';

/** Where a program is to be run. */
export interface RunPlace {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** As Node names the processor. */
  readonly arch: string;
}

/** This many first lines may lead from one script to the next. */
const deepest = 4;

/**
 * Why the system would not run an executable file, as a clause about it; undefined if it would, or nobody can tell. The
 * system itself only says that something is not there, and a shell that it is the file.
 */
export async function programTrouble(file: string, place: RunPlace, depth = 0): Promise<Clause | undefined> {
  const { arch, cwd, env, platform } = place;
  if (platform === 'win32' || depth > deepest) return undefined;
  const start = await readUserFileStart(file, headBytes);
  if (!start.ok) return undefined;
  const head = readProgramHead(start.value, platform);
  switch (head.kind) {
    case 'script': {
      if (!head.onPath) return interpreterTrouble(head.program, path.resolve(cwd, head.program), place, depth);
      const found = await findProgram(head.program, pathFolders(env, cwd, platform), env, platform);
      return found === undefined
        ? say('its first line names {0}, which was not found on PATH', head.program)
        : interpreterTrouble(head.program, found, place, depth);
    }
    case 'windows-line':
      return say('its first line ends with a Windows line break; save it with Unix line breaks (LF)');
    case 'endless-line':
      return say('the program path in its first line is longer than the {0} bytes that the system reads', head.limit);
    case 'elf': {
      const foreign = foreignProcessor(head.machine, arch);
      if (foreign !== undefined && !(await hasHelpers()))
        return say('it is built for another processor ({0})', foreign);
      if (foreign !== undefined || head.loader === undefined) return undefined;
      const missing = say('it needs {0}, which is missing', head.loader);
      return access(head.loader).then(
        () => undefined,
        () => missing,
      );
    }
    case 'of-windows':
      return (await hasHelpers()) ? undefined : say('it is a program for Windows');
    case 'of-macos':
      return say('it is a program for macOS');
    case 'unknown':
      return undefined;
  }
}

/** Why a file with the permission to be executed may not be; undefined if that is for another reason than its disk. */
export async function diskTrouble(file: string, platform: NodeJS.Platform): Promise<Clause | undefined> {
  if (platform !== 'linux') return undefined;
  const place = await realpath(file).catch(() => file);
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const nearest = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, point = '', , options = '']) => ({ point: unescapeMount(point), options: options.split(',') }))
    .filter(({ point }) => point !== '' && isBelow(place, point))
    // Of several at one place, the last is on top.
    .reduce<{ point: string; options: string[] } | undefined>(
      (best, each) => (best && best.point.length > each.point.length ? best : each),
      undefined,
    );
  return nearest?.options.includes('noexec')
    ? say('{0} is mounted so that nothing on it can run (noexec)', nearest.point)
    : undefined;
}

async function interpreterTrouble(
  asWritten: string,
  file: string,
  place: RunPlace,
  depth: number,
): Promise<Clause | undefined> {
  switch (await programState(file, place.platform)) {
    case 'absent':
      return say('its first line names {0}, which does not exist', asWritten);
    case 'not-executable':
      return say('its first line names {0}, which lacks execute permission', asWritten);
    case 'executable': {
      const why = await programTrouble(file, place, depth + 1);
      return why === undefined ? undefined : say('its first line names {0}, which cannot be run: {1}', asWritten, why);
    }
  }
}

/** Whether the kernel hands programs that it does not know to others, such as emulators. */
async function hasHelpers(): Promise<boolean> {
  const names = await readdir('/proc/sys/fs/binfmt_misc').catch((): string[] => []);
  return names.some((name) => name !== 'register' && name !== 'status');
}

function isBelow(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Blanks and the like stand as octal numbers; see fstab(5). */
function unescapeMount(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

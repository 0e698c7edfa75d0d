import type { InterpretedKind } from './kind.ts';

/** A folder of programs that belongs to a project. */
export interface ProjectPlace {
  /** The environment, relative to the project's folder: what people call it. */
  readonly environment: string;
  /** Where its programs are, relative to the project's folder. */
  readonly programs: string;
}

/** Where a project may have interpreters of its own for a kind, best first. */
export function projectPlaces(kind: InterpretedKind | undefined, platform: string): readonly ProjectPlace[] {
  if (kind === 'python' || kind === 'notebook') {
    const folder = platform === 'win32' ? 'Scripts' : 'bin';
    return ['.venv', 'venv'].map((environment) => ({ environment, programs: `${environment}/${folder}` }));
  }
  return kind === 'node' || kind === 'typescript'
    ? [{ environment: 'node_modules', programs: 'node_modules/.bin' }]
    : [];
}

/** Folders by kind; `~` is the user's home. */
type Places = Readonly<Partial<Record<InterpretedKind, readonly string[]>>>;

const onWindows: Places = {
  r: ['C:\\Program Files\\R\\R-*\\bin'],
  quarto: ['C:\\Program Files\\Quarto\\bin', '~\\AppData\\Local\\Programs\\Quarto\\bin'],
  python: ['~\\AppData\\Local\\Programs\\Python\\Python*'],
  notebook: ['~\\AppData\\Local\\Programs\\Python\\Python*\\Scripts'],
  node: ['C:\\Program Files\\nodejs'],
  shell: ['C:\\Program Files\\Git\\bin'],
  powershell: ['C:\\Program Files\\PowerShell\\*', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0'],
  julia: ['~\\AppData\\Local\\Programs\\Julia-*\\bin'],
  ruby: ['C:\\Ruby*\\bin'],
  perl: ['C:\\Strawberry\\perl\\bin'],
  octave: ['C:\\Program Files\\GNU Octave\\Octave-*\\mingw64\\bin'],
};

const onMac: Places = {
  r: ['/Library/Frameworks/R.framework/Resources/bin'],
  quarto: ['/Applications/quarto/bin'],
  python: ['/Library/Frameworks/Python.framework/Versions/Current/bin'],
  notebook: ['/Library/Frameworks/Python.framework/Versions/Current/bin'],
  node: ['~/.volta/bin'],
  powershell: ['/usr/local/microsoft/powershell/*'],
  julia: ['~/.juliaup/bin', '/Applications/Julia-*/Contents/Resources/julia/bin'],
  ruby: ['~/.rbenv/shims'],
};

const onOthers: Places = {
  r: ['/opt/R/*/bin'],
  quarto: ['/opt/quarto/bin'],
  node: ['~/.volta/bin', '/snap/bin'],
  powershell: ['/opt/microsoft/powershell/*', '/snap/bin'],
  julia: ['~/.juliaup/bin', '/snap/bin'],
  ruby: ['~/.rbenv/shims', '/snap/bin'],
  octave: ['/snap/bin'],
};

/** Kinds whose scripts programs of other kinds may run as well. */
const relatives: Readonly<Partial<Record<InterpretedKind, readonly InterpretedKind[]>>> = {
  rmarkdown: ['r', 'quarto'],
  typescript: ['node'],
};

/** Folders outside of PATH where installers put programs. A folder may hold one `*`; the last match is the newest. */
export function wellKnownPlaces(
  kind: InterpretedKind | undefined,
  platform: string,
  userHome: string,
): readonly string[] {
  const places = [...commonPlaces(platform), ...placesOf(kind, placesOn(platform))];
  return places.map((place) => place.replace(/^~(?=[/\\])/, () => userHome));
}

function placesOf(kind: InterpretedKind | undefined, places: Places): readonly string[] {
  if (kind === undefined) return [];
  return (relatives[kind] ?? [kind]).flatMap((one) => places[one] ?? []);
}

function placesOn(platform: string): Places {
  if (platform === 'win32') return onWindows;
  return platform === 'darwin' ? onMac : onOthers;
}

function commonPlaces(platform: string): readonly string[] {
  switch (platform) {
    case 'win32':
      return [];
    case 'darwin':
      return ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/bin', '~/.local/bin'];
    default:
      return ['/usr/local/bin', '/usr/bin', '/bin', '~/.local/bin', '/home/linuxbrew/.linuxbrew/bin'];
  }
}

import { readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Milliseconds after which waiting for something that should come at once is given up. */
const patienceMs = 30_000;

/** Resolves as soon as the file has this line, ended by a newline, with its text. */
export function waitForLine(file: string, line: string): Promise<string> {
  return waitForText(file, (text) => text.split('\n').slice(0, -1).includes(line));
}

/** Resolves as soon as the file's text satisfies the condition, with that text. The file's folder must exist. */
export function waitForText(file: string, condition: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const text = readIfThere(file);
      if (text === undefined || !condition(text)) return;
      clearTimeout(timer);
      watcher.close();
      resolve(text);
    };
    const watcher = watch(path.dirname(file), look);
    const timer = setTimeout(() => {
      watcher.close();
      reject(new Error(`waited in vain for ${file}, which says: ${readIfThere(file) ?? '(there is no file)'}`));
    }, patienceMs);
    look();
  });
}

/** Resolves when the condition holds, for what no event tells, such as the end of a process that is not our child. */
export async function waitUntil(
  condition: () => boolean,
  what: string | (() => string),
  longestMs = patienceMs,
): Promise<void> {
  const deadline = performance.now() + longestMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

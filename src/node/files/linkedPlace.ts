import { readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import { attempt } from './attempt.ts';
import { errorCode } from './errorDetail.ts';
import { lookAtEntryNow } from './fileLook.ts';

/** As many links as Linux follows. */
const mostLinks = 40;

/** Whether something that may not be there yet is in a folder, with every link on its way followed. Never throws. */
export function staysInside(folder: string, file: string): boolean {
  const [inside, place] = [realPlace(folder), realPlace(file)];
  return inside !== undefined && place !== undefined && isInside(inside, place);
}

/** Whether a path is below a folder, by their names alone. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/**
 * Where a file of a workspace folder is to be written: what is there is written wherever links lead, and a new file only where
 * that is in the folder. Else the clause says where a link leads. Never throws.
 */
export function placeToWrite(folder: string, file: string): Result<string, Clause> {
  const place = endOfLinks(file);
  if (place === undefined) return err('too many symbolic links');
  if (lookAtEntryNow(place) !== 'gone' || staysInside(folder, place)) return ok(place);
  const parent = path.dirname(place);
  const realParent = realPlace(parent);
  if (realParent !== undefined) {
    const target = path.join(realParent, path.basename(place));
    return err(
      say(
        'a link points outside the workspace folder to {0}, which does not exist; create it yourself, or remove the link',
        target,
      ),
    );
  }
  const end = endOfLinks(parent);
  // Whatever else keeps the way from being followed is told by the writing itself.
  return end !== undefined && end !== parent ? err(say('a link points to {0}, which does not exist', end)) : ok(place);
}

/** The real name of a path that is there; the path itself where that cannot be found out. Never throws. */
export function realNowOf(file: string): string {
  return realPlace(file) ?? file;
}

/** Where something is, or would be; undefined if that cannot be known, as of a link that leads nowhere. */
function realPlace(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch (error) {
    const parent = path.dirname(file);
    if (errorCode(error) !== 'ENOENT' || parent === file || lookAtEntryNow(file) === 'link') return undefined;
    const place = realPlace(parent);
    return place === undefined ? undefined : path.join(place, path.basename(file));
  }
}

/** Follows a chain of links at the end of a path to where the file is or would be; undefined if it has no end. */
export function endOfLinks(file: string): string | undefined {
  let end = file;
  for (let links = 0; links < mostLinks; links += 1) {
    const link = linkAt(end);
    if (link === undefined) return end;
    end = path.resolve(path.dirname(end), link);
  }
  return undefined;
}

function linkAt(file: string): string | undefined {
  return lookAtEntryNow(file) === 'link' ? attempt(undefined, () => readlinkSync(file)) : undefined;
}

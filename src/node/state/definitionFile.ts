import * as z from 'zod';
import type { DefinitionMemory, Journal, KeptDefinitions } from '../../core/ports.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { replacePrivateFile } from '../files/privateFile.ts';
import { readStored } from '../files/stored.ts';

/** The version of what is written; one that is not known is passed over. */
const version = 1;

const stored: z.ZodType<KeptDefinitions> = z.object({
  version: z.literal(version),
  text: z.string(),
  since: z.number(),
});

/** Whose definitions are kept, and by whom. */
export interface DefinitionFileOptions {
  /** Absolute path, in the executor's state. */
  readonly path: string;
  readonly journal: Journal;
  /** Whether the state is this process's still: nobody else's is written to. */
  readonly isOurs: () => boolean;
}

/**
 * Keeps the definitions in force in a file of the user's own state: the text of the task file as it is, and nothing
 * that is not there.
 */
export class DefinitionFile implements DefinitionMemory {
  constructor(private readonly options: DefinitionFileOptions) {}

  recall(): Promise<KeptDefinitions | undefined> {
    return readDefinitions(this.options.path);
  }

  async keep({ since, text }: KeptDefinitions): Promise<void> {
    const { isOurs, journal, path } = this.options;
    if (!isOurs()) return;
    try {
      await replacePrivateFile(path, `${JSON.stringify({ version, since, text })}\n`);
    } catch (error) {
      const message = `The definitions in effect could not be saved in ${path}: ${errorDetail(error)}`;
      journal.record({ level: 'warning', event: 'definitions-not-kept', message });
    }
  }
}

/** The definitions for somebody who only looks. */
export function definitionsToRead(path: string): DefinitionMemory {
  return { recall: () => readDefinitions(path), keep: () => Promise.resolve() };
}

async function readDefinitions(path: string): Promise<KeptDefinitions | undefined> {
  const kept = await readStored(stored, path);
  return kept && { text: kept.text, since: kept.since };
}

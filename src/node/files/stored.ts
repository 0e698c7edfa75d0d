import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { attempt } from './attempt.ts';

/** The object that a column or a file has as JSON; undefined if it isn't one. */
export function parseObject(text: unknown): Readonly<Record<string, unknown>> | undefined {
  const parsed: unknown = typeof text === 'string' ? attempt(undefined, () => JSON.parse(text) as unknown) : undefined;
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
}

/** What a column or a file has as JSON; undefined if that is not what the schema says. Further fields are passed over. */
export function parseStored<T>(schema: z.ZodType<T>, text: unknown): T | undefined {
  return schema.safeParse(parseObject(text)).data;
}

/** The same of a file; undefined also where that cannot be read. */
export async function readStored<T>(schema: z.ZodType<T>, path: string): Promise<T | undefined> {
  return parseStored(schema, await readFile(path, 'utf8').catch(() => undefined));
}

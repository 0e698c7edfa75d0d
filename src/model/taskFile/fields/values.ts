import * as z from 'zod';
import { say } from '../../words/clause.ts';
import type { Field } from './field.ts';

/** A text that is not empty. Not by `min`: it compares the `length` of whatever is there, and an object may have one that nothing compares with. */
export const text = z.string().refine((value) => value.length > 0);

/** A program and its arguments. */
export const argv = z.array(z.string()).refine((value) => value.length > 0);

/** A text that is not empty, or several. */
export const oneOrMore = z.union([text, z.array(text)]);

/** A code that a process can exit with. */
export const exitCode = z.number().refine((value) => Number.isInteger(value) && value >= 0 && value <= 255);

/** What a field with a duration must be. */
export const aDuration = say('a string with a duration, such as "10 sec"');

/** What an element must be that is a text. */
export const notEmpty: Pick<Field, 'expected'> = { expected: say('a string that is not empty') };

/** What an element must be that is such a code. */
export const anExitCode: Pick<Field, 'expected' | 'types'> = {
  expected: say('a whole number from 0 to 255'),
  types: ['number'],
};

/**
 * The whole number given as `--name=N` or `--name N`, or the usual one. Throws where something else than a positive
 * whole number is given.
 */
export function countOption(args: readonly string[], name: string, usual: number): number {
  const words = args.flatMap((arg) => (arg.startsWith('--') ? arg.split('=') : [arg]));
  const place = words.indexOf(`--${name}`);
  if (place < 0) return usual;
  const given = words[place + 1] ?? '';
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--${name} wants a whole number from 1 on, not "${given}".`);
  return count;
}

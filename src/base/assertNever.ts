/** Marks a place the types say cannot be reached; reaching it is a bug. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected value ${JSON.stringify(value)}`);
}

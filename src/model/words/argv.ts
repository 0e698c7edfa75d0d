/** An argv array: the program and its arguments, never parsed by a shell. */
export type Argv = readonly [string, ...string[]];

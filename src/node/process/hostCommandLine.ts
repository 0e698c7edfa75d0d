/** Whether a command line, its arguments joined by single spaces, is that of a host in a process of its own. */
export function isHostCommandLine(commandLine: string): boolean {
  return / \S*host\.mjs --folder | \S*executor(\.mjs)? (--folder[ =].* |--json )*up( |$)/.test(commandLine);
}

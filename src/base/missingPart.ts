// Read by whatever Node a machine has: this file imports nothing.

/** What is said where loading the command has failed for want of a file of its own; undefined if it failed otherwise. */
export function missingPart(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  // "Cannot find module '/opt/cli.mjs' imported from /opt/executor.mjs"
  const file = String(message).split("'")[1];
  return `Executor is incomplete: ${String(file)} is missing. Its files belong together in one folder; reinstall Executor, or copy the whole folder.`;
}

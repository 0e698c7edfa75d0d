import { duplexPair } from 'node:stream';
import type { MessageConnection } from 'vscode-jsonrpc';
import { lineConnection } from '../../node/channel/lineChannel.ts';

/** Characters of a message that one part of this process may send to another. */
const longestMessage = 256 * 1024 * 1024;

/**
 * The two ends of a connection inside one process. Messages cross as JSON text all the same, so that nothing works in
 * memory that would not work over a socket.
 */
export function inMemoryChannel(): { readonly client: MessageConnection; readonly host: MessageConnection } {
  const [client, host] = duplexPair();
  return { client: lineConnection(client, { longestMessage }), host: lineConnection(host, { longestMessage }) };
}

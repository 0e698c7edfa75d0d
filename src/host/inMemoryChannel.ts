import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

/**
 * The two ends of a connection inside one process. Messages cross as JSON text all the same, so that nothing works in
 * memory that would not work over a socket.
 */
export function inMemoryChannel(): { readonly client: MessageConnection; readonly host: MessageConnection } {
  const toHost = new PassThrough();
  const toClient = new PassThrough();
  return {
    client: createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toHost)),
    host: createMessageConnection(new StreamMessageReader(toHost), new StreamMessageWriter(toClient)),
  };
}

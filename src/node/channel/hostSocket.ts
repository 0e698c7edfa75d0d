import { lstatSync, rmdirSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { createServer, connect, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { attempt } from '../files/attempt.ts';
import { errorCode } from '../files/errorDetail.ts';
import { newHostAddress, type SocketSurroundings } from './hostAddress.ts';
import { lineConnection } from './lineChannel.ts';

/** Milliseconds between two looks at whether clients still find the socket at its path. */
const lookMs = 30_000;
/** Characters of a message that a client may send. */
const longestRequest = 1024 * 1024;
/** Levels of such a message: a task file has at most 100, and a message some around what it takes from there. */
const deepestRequest = 120;
/** Characters of a message that a host may send: a view of very many tasks. */
const longestAnswer = 256 * 1024 * 1024;
/** Milliseconds for which a client may read nothing of what is sent to it. */
const stallMs = 30_000;
/** How often a place for the socket is looked for. */
const mostAttempts = 3;
/** Milliseconds that a connection may take, on a machine that is busy. */
const connectMs = 5_000;

/** What a socket that listens needs. */
export interface HostSocketOptions extends SocketSurroundings {
  readonly clock: Clock;
  /** Gets each connection. */
  readonly onConnection: (connection: MessageConnection) => void;
  /** The socket is to be found at another path now, because something took the old one away. */
  readonly onMove: (address: string) => void;
}

/** Listens for clients of this user on this machine. */
export class HostSocket implements Disposable {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private at = '';
  private inode: bigint | undefined;
  private timer: Disposable | undefined;
  private isDisposed = false;

  private constructor(private readonly options: HostSocketOptions) {}

  /** Begins to listen. Rejects where that is not possible. */
  static async listen(options: HostSocketOptions): Promise<HostSocket> {
    const socket = new HostSocket(options);
    await socket.open();
    socket.look();
    return socket;
  }

  /** Path of the socket, or name of the pipe. */
  get address(): string {
    return this.at;
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.close();
    for (const socket of this.sockets) socket.end(() => socket.destroy());
  }

  /** Another host that ends may take the folder away before the socket is in it. */
  private async open(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.openAt(await newHostAddress(this.options));
        return;
      } catch (error) {
        if (attempt === mostAttempts) throw error;
      }
    }
  }

  private close(): void {
    this.server?.close();
    if (this.options.platform !== 'win32') removeIfEmpty(path.dirname(this.at));
  }

  private async openAt(address: string): Promise<void> {
    const { clock, onConnection, platform } = this.options;
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      onConnection(
        lineConnection(socket, { longestMessage: longestRequest, deepestMessage: deepestRequest, stallMs }, clock),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, () => {
        server.off('error', reject);
        resolve();
      });
    });
    // What fails later concerns one client, and is seen there.
    server.on('error', () => undefined);
    this.server = server;
    this.at = address;
    this.inode = platform === 'win32' ? undefined : inodeOf(address);
  }

  /** A clean-up of temporary files may take the socket's path away under us; then it is put elsewhere. */
  private look(): void {
    this.timer = this.options.clock.setTimer(lookMs, () => {
      void this.lookNow().finally(() => {
        if (!this.isDisposed) this.look();
      });
    });
  }

  private async lookNow(): Promise<void> {
    if (this.inode === undefined || inodeOf(this.at) === this.inode) return;
    // Those who are connected stay so. Closing takes the path away, which may be another's by now: nobody else's either.
    this.close();
    try {
      await this.open();
      if (this.isDisposed) this.close();
      else this.options.onMove(this.at);
    } catch {
      // The next look tries again.
      this.inode = 0n;
    }
  }
}

/**
 * Why there is no connection. `gone`: whoever listened there has ended, or will not listen again. A pipe of Windows has no
 * name left then; the path of a socket proves nothing, as it may stay after its host and may be taken away before.
 */
export type NoConnection = 'gone' | 'unanswered';

/** Connects to a host's address. */
export function connectToHost(address: string, clock: Clock): Promise<Result<MessageConnection, NoConnection>> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const timer = clock.setTimer(connectMs, () => {
      socket.destroy();
      resolve(err('unanswered'));
    });
    socket.once('error', (error) => {
      timer.dispose();
      socket.destroy();
      resolve(err(isPipe(address) && errorCode(error) === 'ENOENT' ? 'gone' : 'unanswered'));
    });
    socket.once('connect', () => {
      timer.dispose();
      resolve(ok(lineConnection(socket, { longestMessage: longestAnswer }, clock)));
    });
  });
}

function isPipe(address: string): boolean {
  return address.startsWith('\\\\.\\pipe\\');
}

/** Removes the socket that a host which was killed has left. */
export async function removeSocket(address: string): Promise<void> {
  // A pipe goes with its host, and whoever looks at a living one takes a place at it.
  if (isPipe(address)) return;
  const found = await lstat(address).catch(() => undefined);
  if (!found?.isSocket()) return;
  await rm(address, { force: true }).catch(() => undefined);
  removeIfEmpty(path.dirname(address));
}

/** The folder of sockets goes with the last of them. */
function removeIfEmpty(folder: string): void {
  // It may hold something, or have gone already.
  attempt(undefined, () => {
    rmdirSync(folder);
  });
}

function inodeOf(address: string): bigint | undefined {
  return attempt(undefined, () => lstatSync(address, { bigint: true }).ino);
}

import { duplexPair } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { lineConnection } from '../../../src/node/lineChannel.ts';

const limits = { longestMessage: 1_000 };

describe('a channel', () => {
  test('tells of its end after everything that was sent before it, however much that is', async () => {
    const [near, far] = duplexPair();
    const sender = lineConnection(near, limits);
    const receiver = lineConnection(far, limits);
    const heard: unknown[] = [];
    receiver.onNotification('count', (number: unknown) => {
      heard.push(number);
    });
    const ended = new Promise<void>((resolve) => receiver.onClose(resolve));
    const sent = Array.from({ length: 100 }, (_, index) => index);
    sender.listen();
    receiver.listen();
    for (const number of sent) void sender.sendNotification('count', number);
    sender.end();
    await ended;
    expect(heard).toEqual(sent);
    sender.dispose();
    receiver.dispose();
  });
});

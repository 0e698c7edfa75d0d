/** What the promise answers; undefined if the signal aborts before, or has already. */
export function beforeCutOff<T>(promise: Promise<T>, cutOff: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      resolve(undefined);
    };
    if (cutOff.aborted) leave();
    cutOff.addEventListener('abort', leave, { once: true });
    void promise.then(resolve, reject).finally(() => {
      cutOff.removeEventListener('abort', leave);
    });
  });
}

/** A source of randomness; tests inject a predictable one. */
export interface Random {
  /** `digits` random hexadecimal digits, fit for ids and tokens. */
  hex(digits: number): string;
  /** A number in [0, 1). */
  fraction(): number;
}

/** Randomness from the platform's cryptographic generator. */
export const systemRandom: Random = {
  hex: (digits) => {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2)));
    return [...bytes]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .slice(0, digits);
  },
  fraction: () => Math.random(),
};

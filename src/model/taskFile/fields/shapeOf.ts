import * as z from 'zod';

type Shaped = Readonly<Record<string, { readonly shape: z.ZodType }>>;
type Shapes<F extends Shaped> = { -readonly [N in keyof F]: z.ZodExactOptional<F[N]['shape']> };

/** The shape of an object that may have these fields, and no others. */
export function shapeOf<F extends Shaped>(fields: F): z.ZodObject<Shapes<F>, z.core.$strict> {
  const shapes = Object.entries(fields).map(([name, { shape }]) => [name, z.exactOptional(shape)]);
  return z.strictObject(Object.fromEntries(shapes) as Shapes<F>);
}

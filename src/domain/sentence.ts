/** The names of the placeholders of a text: `'Item {item}'` has `item`. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** A value for each placeholder of a text. */
export type ValuesOf<Text extends string> = Readonly<Record<Placeholders<Text>, string | number>>;

/** A text with the values of its placeholders; one without a value stays as it is. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}

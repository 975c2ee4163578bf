/** Plain data with the keys of its objects in order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value

/** One text for equal data, in whatever order its keys stand: JSON with sorted keys. */
export const stableText = (value: unknown): string => JSON.stringify(sorted(value))

/** A text without the blank lines before and behind it; the indentation of its first line stays. */
export function withoutMargins(text: string): string {
  const first = text.search(/\S/)
  return first === -1 ? '' : text.slice(text.lastIndexOf('\n', first) + 1).trimEnd()
}

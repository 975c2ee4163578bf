import { styleText } from 'node:util'

/** A bar of so many columns, of which a share is full. */
export function bar(share: number, width: number): string {
  const full = Math.round(share * width)
  return styleText('cyan', '━'.repeat(full)) + styleText('dim', '─'.repeat(width - full))
}

import type { Random } from '../../engine/contracts/random.ts'

/** So many of a list, drawn without putting back. */
export function draw(list: readonly number[], size: number, random: Random): number[] {
  const left = [...list]
  return Array.from({ length: Math.min(size, left.length) }, () => {
    const at = random.integer(left.length)
    const drawn = left[at] as number
    left[at] = left.at(-1) as number
    left.pop()
    return drawn
  })
}

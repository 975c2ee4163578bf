import type { Invalid } from '../../engine/contracts/problem.ts'
import { add, compare, type Exact, exact, multiply, subtract } from './exact.ts'
import { numbersOf } from './structure.ts'

/** A circle of an answer. */
export interface Circle {
  readonly x: number
  readonly y: number
  readonly r: number
}

const square = (x: Exact): Exact => multiply(x, x)

/** Whether two points are at least so far apart, decided exactly; coordinates must be finite. */
export function apart(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
  distance: Exact,
): boolean {
  const dx = subtract(exact(a.x), exact(b.x))
  const dy = subtract(exact(a.y), exact(b.y))
  return compare(add(square(dx), square(dy)), square(distance)) >= 0
}

/**
 * Reads `count` circles, given as `[x, y, r]` each, that lie inside a box and do not overlap; touching is allowed, overlapping by
 * the last bit of a double is not. Radii may not be negative.
 *
 * @example
 * const circles = circlesIn(answer, 26, 1, 1)
 * if ('invalid' in circles) return circles
 */
export function circlesIn(answer: unknown, count: number, width: number, height: number): readonly Circle[] | Invalid {
  if (!Array.isArray(answer) || answer.length !== count) return { invalid: `not a list of ${count} circles` }
  const circles: Circle[] = []
  for (const [k, item] of answer.entries()) {
    const numbers = numbersOf(item, 3)
    if ('invalid' in numbers) return { invalid: `circle ${k} is not [x, y, r]: ${numbers.invalid}` }
    const [x = 0, y = 0, r = 0] = numbers
    const [ex, ey, er] = [exact(x), exact(y), exact(r)]
    const inside =
      compare(ex, er) >= 0 && compare(ey, er) >= 0 && compare(add(ex, er), exact(width)) <= 0 && compare(add(ey, er), exact(height)) <= 0
    if (!(r >= 0) || !inside) return { invalid: `circle ${k} is not inside the box` }
    const other = circles.findIndex((circle) => !apart(circle, { x, y }, add(exact(circle.r), er)))
    if (other >= 0) return { invalid: `circles ${other} and ${k} overlap` }
    circles.push({ x, y, r })
  }
  return circles
}

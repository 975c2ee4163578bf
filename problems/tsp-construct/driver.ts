/** Cities in the plane. */
interface Input {
  readonly coordinates: readonly (readonly [number, number])[]
}

interface Program {
  priority(
    distance: number,
    toStart: number,
    fromStart: number,
    mean: number,
    nearest: number,
    second: number,
    closest: number,
    central: number,
    visited: number,
  ): number
}

/** What all tours through the same cities share. */
interface Chart {
  readonly count: number
  /** Distances in units of the mean one, row by row. */
  readonly distances: Float64Array
  /** Row by row all other cities, the nearest first, ties to the lowest index. */
  readonly neighbours: Uint16Array
  readonly x: Float64Array
  readonly y: Float64Array
}

function draw({ coordinates }: Input): Chart {
  const count = coordinates.length
  const distances = new Float64Array(count * count)
  let total = 0
  for (let a = 0; a < count; a++) {
    const [ax, ay] = coordinates[a] as readonly [number, number]
    for (let b = 0; b < a; b++) {
      const [bx, by] = coordinates[b] as readonly [number, number]
      const distance = Math.sqrt((ax - bx) ** 2 + (ay - by) ** 2)
      distances[a * count + b] = distance
      distances[b * count + a] = distance
      total += distance
    }
  }
  const unit = total > 0 ? (2 * total) / (count * (count - 1)) : 1
  for (let k = 0; k < distances.length; k++) distances[k] = (distances[k] as number) / unit
  const neighbours = new Uint16Array(count * (count - 1))
  const others: number[] = []
  for (let a = 0; a < count; a++) {
    others.length = 0
    for (let b = 0; b < count; b++) if (b !== a) others.push(b)
    others.sort((b, c) => (distances[a * count + b] as number) - (distances[a * count + c] as number) || b - c)
    neighbours.set(others, a * (count - 1))
  }
  const x = Float64Array.from(coordinates, (city) => city[0] / unit)
  const y = Float64Array.from(coordinates, (city) => city[1] / unit)
  return { count, distances, neighbours, x, y }
}

/** Charts that are kept from one program to the next: they depend on the input alone. Large ones are drawn anew each time. */
const kept = new Map<Input, Chart>()
let room = 2 ** 21

function chartOf(input: Input): Chart {
  let chart = kept.get(input)
  if (chart === undefined) {
    chart = draw(input)
    if (chart.distances.length <= room) {
      room -= chart.distances.length
      kept.set(input, chart)
    }
  }
  return chart
}

/**
 * Builds a tour from city 0 on and returns the cities in order. Next is the unvisited city with the highest priority; ties go to the
 * lowest index, NaN is worse than every number. All distances that the program sees are in units of the mean distance between two
 * cities; where no other unvisited city is left, a distance to one is 0.
 */
export default function drive(program: Program, input: Input): Int32Array {
  const { count, distances, neighbours, x, y } = chartOf(input)
  const tour = new Int32Array(count)
  if (count === 0) return tour
  const last = count - 1
  /** The unvisited cities, rising. */
  const left = new Int32Array(last)
  /** For each city the sum of its distances to the unvisited ones, and where in its row its nearest two unvisited neighbours stand. */
  const sums = new Float64Array(count)
  const first = new Int32Array(count)
  const next = new Int32Array(count).fill(1)
  const visited = new Uint8Array(count)
  let sumX = 0
  let sumY = 0
  for (let city = 0; city < count; city++) {
    let sum = 0
    for (let k = city * count + 1; k < (city + 1) * count; k++) sum += distances[k] as number
    sums[city] = sum
    if (city > 0) {
      left[city - 1] = city
      sumX += x[city] as number
      sumY += y[city] as number
    }
  }
  visited[0] = 1
  let current = 0
  for (let step = 1; step < count; step++) {
    const many = count - step
    const centreX = sumX / many
    const centreY = sumY / many
    const share = step / count
    const here = current * count
    const fromStart = distances[here] as number
    let closest = current * last + (first[current] as number)
    while (visited[neighbours[closest] as number] === 1) closest++
    const closestDistance = distances[here + (neighbours[closest] as number)] as number
    let best = -1
    let highest = Number.NaN
    for (let k = 0; k < many; k++) {
      const city = left[k] as number
      const row = city * count
      const base = city * last
      let one = first[city] as number
      let two = next[city] as number
      if (many > 1) {
        if (visited[neighbours[base + one] as number] === 1) {
          one = two
          while (visited[neighbours[base + one] as number] === 1) one++
          two = one + 1
          first[city] = one
        }
        if (many > 2) {
          while (visited[neighbours[base + two] as number] === 1) two++
        }
        next[city] = two
      }
      const value = program.priority(
        distances[here + city] as number,
        distances[row] as number,
        fromStart,
        many > 1 ? (sums[city] as number) / (many - 1) : 0,
        many > 1 ? (distances[row + (neighbours[base + one] as number)] as number) : 0,
        many > 2 ? (distances[row + (neighbours[base + two] as number)] as number) : 0,
        closestDistance,
        Math.sqrt(((x[city] as number) - centreX) ** 2 + ((y[city] as number) - centreY) ** 2),
        share,
      )
      if (best < 0 || value > highest || (highest !== highest && value === value)) {
        highest = value
        best = k
      }
    }
    const city = left[best] as number
    tour[step] = city
    visited[city] = 1
    sumX -= x[city] as number
    sumY -= y[city] as number
    for (let k = best; k < many - 1; k++) left[k] = left[k + 1] as number
    for (let k = 0; k < many - 1; k++) {
      const other = left[k] as number
      sums[other] = (sums[other] as number) - (distances[city * count + other] as number)
    }
    current = city
  }
  return tour
}

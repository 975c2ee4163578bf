/** A graph of nodes 0, 1, 2 ... */
export interface Graph {
  readonly count: number
  /** The nodes that an edge leads to; one may stand there several times. */
  next(node: number): readonly number[]
}

/**
 * The strongly connected components of a graph, by node: equal numbers are in one component; -1 is in none that holds an edge, so that no loop goes
 * through it (Tarjan, SIAM Journal on Computing 1, 1972). No recursion.
 */
export function componentsOf({ count, next }: Graph): Int32Array {
  const component = new Int32Array(count).fill(-1)
  const order = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const isOpen = new Uint8Array(count)
  const stack: number[] = []
  let [orders, components] = [0, 0]

  function close(node: number): void {
    const own = components++
    let size = 0
    let last = -1
    do {
      last = stack.pop() as number
      isOpen[last] = 0
      component[last] = own
      size += 1
    } while (last !== node)
    if (size === 1 && !next(node).includes(node)) component[node] = -1
  }

  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue
    const path: { readonly node: number; readonly edges: readonly number[]; at: number }[] = []
    const enter = (node: number): void => {
      order[node] = low[node] = orders++
      isOpen[node] = 1
      stack.push(node)
      path.push({ node, edges: next(node), at: 0 })
    }
    enter(root)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node, edges } = top
      const to = edges[top.at++]
      if (to === undefined) {
        path.pop()
        const before = path.at(-1)?.node
        if (before !== undefined) low[before] = Math.min(low[before] as number, low[node] as number)
        if (low[node] === order[node]) close(node)
      } else if (order[to] === -1) enter(to)
      else if (isOpen[to] === 1) low[node] = Math.min(low[node] as number, order[to] as number)
    }
  }
  return component
}

import { stratify, tree } from 'd3-hierarchy'
import type { JSX } from 'preact'
import type { Lineage, Relative } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { brief, count, score } from '../parts/format.ts'
import { outcomeOf } from '../parts/outcome.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'

/** A program with its place in the picture. */
interface Spot {
  readonly relative: Relative
  readonly x: number
  readonly y: number
}

/** A picture of descent. */
interface Picture {
  readonly width: number
  readonly height: number
  readonly spots: ReadonlyMap<number, Spot>
  readonly lanes: readonly { readonly label: string; readonly top: number; readonly height: number }[]
  readonly ticks: readonly { readonly x: number; readonly label: string }[]
}

const MARGIN = { left: 70, right: 24, top: 12, bottom: 26 }
const LANE = 96
const WIDTH = 1134

/** A number in [0, 1) that goes with a program: where it stands in its lane. */
const scatter = (number: number): number => ((number * 2654435761) % 4294967296) / 4294967296

/** Islands as lanes, from left to right in the order of commits: ancestors on the middle of their lane, the others around them. */
function lanesOf({ relatives, islands }: Lineage, even: boolean): Picture {
  const ancestors = relatives.filter(({ ancestor }) => ancestor)
  const commits = ancestors.map(({ commit }) => commit)
  const first = commits[0] ?? 0
  const last = Math.max(first + 1, ...relatives.map(({ commit }) => commit))
  const inner = WIDTH - MARGIN.left - MARGIN.right
  /** Evenly: the steps between ancestors are of one width, since most of them lie in the first part of a run. */
  const place = (commit: number): number => {
    if (!even) return MARGIN.left + (inner * (commit - first)) / (last - first)
    let k = 0
    while (k + 1 < commits.length && (commits[k + 1] as number) <= commit) k += 1
    const from = commits[k] ?? first
    const to = commits[k + 1] ?? last + 1
    return MARGIN.left + (inner * (k + Math.min(1, Math.max(0, (commit - from) / Math.max(1, to - from))))) / Math.max(1, commits.length)
  }
  const top = (island: number): number => MARGIN.top + LANE * island
  const spots = new Map(
    relatives.map((relative): [number, Spot] => {
      const { number, island, ancestor, commit } = relative
      const off = ancestor ? 0 : (scatter(number) < 0.5 ? -1 : 1) * (12 + 30 * scatter(number * 7 + 1))
      return [number, { relative, x: place(commit), y: top(island) + LANE / 2 + off }]
    }),
  )
  const marks = even
    ? ancestors.filter((_, k) => k % Math.ceil(ancestors.length / 12) === 0).map(({ commit }) => commit)
    : [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => Math.round(first + share * (last - first)))
  return {
    width: WIDTH,
    height: top(islands) + MARGIN.bottom,
    spots,
    lanes: Array.from({ length: islands }, (_, k) => ({ label: `island ${k + 1}`, top: top(k), height: LANE })),
    ticks: marks.map((commit) => ({ x: place(commit), label: brief(commit) })),
  }
}

/** Generations from left to right; every program stands after its first parent. */
function treeOf({ relatives }: Lineage): Picture {
  const known = new Set(relatives.map(({ number }) => number))
  const nodes = [
    { id: 'root', parent: '' },
    ...relatives.map(({ number, parents }) => ({
      id: String(number),
      parent: parents[0] !== undefined && known.has(parents[0]) ? String(parents[0]) : 'root',
    })),
  ]
  const root = stratify<{ id: string; parent: string }>()
    .id(({ id }) => id)
    .parentId(({ parent }) => (parent === '' ? undefined : parent))(nodes)
  const laid = tree<{ id: string; parent: string }>()
    .nodeSize([9, 1])
    .separation(() => 1)(root)
  let low = 0
  let high = 0
  laid.each(({ x }) => {
    low = Math.min(low, x)
    high = Math.max(high, x)
  })
  const step = Math.max(26, (WIDTH - 90) / Math.max(1, laid.height))
  const byNumber = new Map(relatives.map((relative) => [String(relative.number), relative]))
  const spots = new Map<number, Spot>()
  laid.each((node) => {
    const relative = byNumber.get(node.id ?? '')
    if (relative !== undefined) spots.set(relative.number, { relative, x: 30 + step * (node.depth - 1), y: MARGIN.top + node.x - low })
  })
  return {
    width: Math.max(WIDTH, 60 + step * laid.height),
    height: MARGIN.top + high - low + MARGIN.bottom,
    spots,
    lanes: [],
    ticks: [],
  }
}

const titleOf = (relative: Relative): string => {
  const { number, score: value, operator, island } = relative
  return `program ${number}, ${value === null ? '' : `${score(value)}, `}${outcomeOf(relative)}, by ${operator.slice(0, 60)} on island ${island + 1}`
}

/** The descent of the best program, or of any. */
export function LineageView({ route }: { readonly route: Route }): JSX.Element {
  const { run } = useSetting()
  const given = route.query.get('of')
  const of = given !== null && /^\d{1,10}$/.test(given) ? Number(given) : undefined
  const { value, fault } = useView('lineage', { of })
  if (value === undefined) return <Wanting fault={fault} />
  const layout = route.query.get('layout') ?? 'lanes'
  const even = route.query.get('even') !== '0'
  const picture = layout === 'tree' ? treeOf(value) : lanesOf(value, even)
  const ancestors = value.relatives.filter(({ ancestor }) => ancestor)
  const hidden = value.collapsed.reduce((sum, { offspring }) => sum + offspring, 0)
  const failed = value.collapsed.reduce((sum, each) => sum + each.failed, 0)
  const rest = new Map(value.collapsed.map((each) => [each.parent, each]))
  const crossings = ancestors.flatMap(({ parents }) => parents).length
  return (
    <>
      <Heading>
        Lineage of program <a href={linkTo(['run', run, 'program', value.of])}>{value.of}</a>
      </Heading>
      <p>
        {count(ancestors.length)} ancestors, itself included{value.older > 0 ? ', and older ones that are not drawn' : ''};{' '}
        {count(value.relatives.length - ancestors.length)} of their other offspring. Filled: it scored. Hollow: it failed.{' '}
        {hidden > 0 ? `${count(hidden)} more offspring are only counted` : 'None is left out'}
        {failed > 0 ? `, and ${count(failed)} tries that came to nothing.` : '.'}
      </p>
      <div class="controls">
        <label>
          Drawn as{' '}
          <select
            value={layout}
            onChange={({ currentTarget }) => setQuery({ layout: currentTarget.value === 'lanes' ? undefined : currentTarget.value })}
          >
            <option value="lanes">islands as lanes</option>
            <option value="tree">a tree of generations</option>
          </select>
        </label>
        {layout === 'lanes' ? (
          <label>
            <input
              type="checkbox"
              checked={even}
              onChange={({ currentTarget }) => setQuery({ even: currentTarget.checked ? undefined : 0 })}
            />{' '}
            steps of one width
          </label>
        ) : null}
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const number = new FormData(event.currentTarget).get('of')
            setQuery({ of: typeof number === 'string' ? number : undefined })
          }}
        >
          <label>
            Of program <input name="of" type="number" min={1} value={value.of} class="short" />
          </label>{' '}
          <button type="submit">Show</button>
        </form>
      </div>
      <div class="scroll picture" role="region" aria-label="Picture of the lineage" tabIndex={0}>
        <svg
          width={picture.width}
          height={picture.height}
          viewBox={`0 0 ${picture.width} ${picture.height}`}
          role="group"
          aria-label={`${ancestors.length} ancestors with ${crossings} edges between them; the table below says the same`}
        >
          {picture.lanes.map(({ label, top, height }, k) => (
            <g key={label}>
              <rect x={0} y={top} width={picture.width} height={height} class={k % 2 === 0 ? 'lane' : 'lane other'} />
              <text x={8} y={top + height / 2 + 4} class="lane-name">
                {label}
              </text>
            </g>
          ))}
          {picture.ticks.map(({ x, label }) => (
            <text key={`${x} ${label}`} x={x} y={picture.height - 8} class="tick">
              {label}
            </text>
          ))}
          <Edges picture={picture} />
          {[...picture.spots.values()].map((spot) => (
            <Dot key={spot.relative.number} run={run} spot={spot} of={value.of} />
          ))}
        </svg>
      </div>
      {picture.lanes.length > 0 ? (
        <p class="quiet">
          From left to right: commits. A dashed edge crosses from one island to another: its parent came there by migration.
        </p>
      ) : null}
      <h2>Ancestors</h2>
      <Table
        caption="Ancestors, the youngest first"
        rows={ancestors.toReversed()}
        columns={[
          { head: 'Program', number: true, cell: ({ number }) => <a href={linkTo(['run', run, 'program', number])}>{number}</a> },
          { head: 'Score', number: true, cell: (each) => score(each.score) },
          { head: 'Size', number: true, cell: ({ size }) => count(size) },
          { head: 'Island', number: true, cell: ({ island }) => island + 1 },
          { head: 'Commit', number: true, cell: ({ commit }) => count(commit) },
          { head: 'Operator', cell: ({ operator }) => visible(operator) },
          { head: 'Parents', cell: ({ parents }) => parents.join(', ') },
          { head: 'Offspring not drawn', number: true, cell: ({ number }) => count(rest.get(number)?.offspring ?? 0) },
          { head: 'Failed', number: true, cell: ({ number }) => count(rest.get(number)?.failed ?? 0) },
        ]}
      />
    </>
  )
}

/** Edges from parents to offspring, those between ancestors on top. */
function Edges({ picture: { spots, lanes } }: { readonly picture: Picture }): JSX.Element {
  const edges = [...spots.values()].flatMap(({ relative, x, y }) =>
    relative.parents.flatMap((parent, k) => {
      const from = spots.get(parent)
      if (from === undefined || (!relative.ancestor && k > 0)) return []
      const bend = (from.x + x) / 2
      const path = `M${from.x.toFixed(1)} ${from.y.toFixed(1)}C${bend.toFixed(1)} ${from.y.toFixed(1)} ${bend.toFixed(1)} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`
      const crosses = lanes.length > 0 && !from.relative.everywhere && from.relative.island !== relative.island
      const kind = relative.ancestor && from.relative.ancestor ? 'edge main' : 'edge'
      return [{ key: `${parent} ${relative.number}`, path, kind: crosses ? `${kind} crossing` : kind, main: relative.ancestor }]
    }),
  )
  return (
    <g aria-hidden="true">
      {edges
        .sort((a, b) => Number(a.main) - Number(b.main))
        .map(({ key, path, kind }) => (
          <path key={key} d={path} class={kind} />
        ))}
    </g>
  )
}

function Dot({ run, spot: { relative, x, y }, of }: { readonly run: string; readonly spot: Spot; readonly of: number }): JSX.Element {
  const { number, ancestor, verdict, placement } = relative
  const kind = verdict !== 'scored' ? 'failed' : placement === 'placed' ? 'placed' : 'not-added'
  return (
    <a href={linkTo(['run', run, 'program', number])} tabIndex={ancestor ? 0 : -1} aria-label={titleOf(relative)}>
      <circle
        cx={x}
        cy={y}
        r={number === of ? 7 : ancestor ? 4.5 : 2.6}
        class={`dot ${kind}${ancestor ? ' ancestor' : ''}${number === of ? ' of' : ''}`}
      >
        <title>{titleOf(relative)}</title>
      </circle>
    </a>
  )
}

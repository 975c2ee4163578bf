import type { JSX } from 'preact'
import type { Axis, Cell, CellMap } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { Chart, Numbers } from '../parts/chart.tsx'
import { count, percent, score } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'

const numberIn = (route: Route, name: string): number | undefined => {
  const given = route.query.get(name)
  return given !== null && /^\d{1,3}$/.test(given) ? Number(given) : undefined
}

/** Shades of the heat map, the best is the last. */
const SHADES = 8

/** How good a cell is among the others: by rank, since scores may lie far apart. */
function shadeOf({ cells, direction }: CellMap): (cell: Cell) => number {
  const ranked = [...new Set(cells.map((cell) => cell.score))].sort((a, b) => (direction === 'minimize' ? b - a : a - b))
  return (cell) => (ranked.length < 2 ? SHADES - 1 : Math.round(((SHADES - 1) * ranked.indexOf(cell.score)) / (ranked.length - 1)))
}

/** Cells as a heat map of two descriptors, and how many of them were filled when. */
export function CellsView({ route }: { readonly route: Route }): JSX.Element {
  const { run } = useSetting()
  const x = numberIn(route, 'x') ?? 0
  const y = numberIn(route, 'y') ?? 1
  const { value, fault } = useView('cells', { x, y })
  if (value === undefined) return <Wanting fault={fault} />
  const { axes, cells } = value
  const coverage = value.coverage.at(-1) ?? 0
  const curves = {
    coverage: { label: 'cells filled', colour: 0, values: value.coverage, width: 2 },
    quality: { label: 'QD score', colour: 2, values: value.quality, width: 2 },
  }
  return (
    <>
      <Heading>Cells</Heading>
      {axes.length === 0 ? (
        <p class="quiet">The problem has no descriptors: all programs share one cell.</p>
      ) : (
        <>
          <p>
            {count(coverage)} of {count(value.space)} cells are filled ({percent(value.space === 0 ? 0 : coverage / value.space)}). Darker
            is better; each cell leads to its elite.
          </p>
          <div class="controls">
            <DescriptorChoice label="Across" axes={axes} chosen={value.x} choose={(next) => setQuery({ x: next })} />
            {axes.length > 1 ? (
              <DescriptorChoice label="Down" axes={axes} chosen={value.y} choose={(next) => setQuery({ y: next })} />
            ) : null}
          </div>
          <HeatMap run={run} map={value} />
        </>
      )}
      {cells.length === 0 ? null : (
        <div class="pair">
          <section>
            <h2>Coverage</h2>
            <Chart
              title="Cells filled against evaluations"
              x={value.evaluations}
              xLabel="evaluations"
              yLabel="cells"
              curves={[curves.coverage]}
              height={220}
              stepped
            />
          </section>
          <section>
            <h2>QD score</h2>
            <Chart
              title="QD score against evaluations"
              x={value.evaluations}
              xLabel="evaluations"
              yLabel="gain over the initial program, summed"
              curves={[curves.quality]}
              height={220}
            />
          </section>
        </div>
      )}
      <p class="quiet">
        The QD score says how much better than the initial program the elites are, summed over the cells; those that are worse count
        nothing.
      </p>
      <Numbers title="Coverage and QD score" x={value.evaluations} xLabel="evaluations" curves={[curves.coverage, curves.quality]} />
    </>
  )
}

const DescriptorChoice = ({
  label,
  axes,
  chosen,
  choose,
}: {
  readonly label: string
  readonly axes: readonly Axis[]
  readonly chosen: number
  readonly choose: (axis: number) => void
}): JSX.Element => (
  <label>
    {label}{' '}
    <select value={chosen} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
      {axes.map(({ name }, k) => (
        <option key={k} value={k}>
          {name}
        </option>
      ))}
    </select>
  </label>
)

function HeatMap({ run, map }: { readonly run: string; readonly map: CellMap }): JSX.Element {
  const { axes, x, y, cells } = map
  const shade = shadeOf(map)
  const across = axes[x]?.labels ?? []
  const down = axes.length > 1 && x !== y ? (axes[y]?.labels ?? []) : ['']
  const known = new Map(cells.map((cell) => [`${cell.x} ${down.length === 1 ? 0 : cell.y}`, cell]))
  const used = (label: string, k: number, axis: 'x' | 'y'): boolean => label !== 'unknown' || cells.some((cell) => cell[axis] === k)
  return (
    <div class="scroll" role="region" aria-label="Heat map" tabIndex={0}>
      <table class="heat">
        <caption>
          Best score in each cell of {axes[x]?.name}
          {down.length > 1 ? ` and ${axes[y]?.name}` : ''}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              {down.length > 1 ? (
                <>
                  {visible(axes[y]?.name ?? '')} ↓ &nbsp; {visible(axes[x]?.name ?? '')} →
                </>
              ) : (
                visible(axes[x]?.name ?? '')
              )}
            </th>
            {across.map((label, k) =>
              used(label, k, 'x') ? (
                <th scope="col" key={k}>
                  {visible(label)}
                </th>
              ) : null,
            )}
          </tr>
        </thead>
        <tbody>
          {down.map((rowLabel, row) =>
            down.length === 1 || used(rowLabel, row, 'y') ? (
              <tr key={row}>
                <th scope="row">{visible(rowLabel)}</th>
                {across.map((label, column) => {
                  if (!used(label, column, 'x')) return null
                  const cell = known.get(`${column} ${row}`)
                  return (
                    <td key={column} class={cell === undefined ? 'none' : `shade-${shade(cell)}`}>
                      {cell === undefined ? (
                        <span class="hidden">empty</span>
                      ) : (
                        <a
                          href={linkTo(['run', run, 'program', cell.number])}
                          title={`program ${cell.number}, size ${cell.size}, island ${cell.island + 1}${cell.filled > 1 ? `; the best of ${cell.filled} cells` : ''}`}
                          aria-label={`${score(cell.score)}, program ${cell.number}`}
                        >
                          {score(cell.score)}
                        </a>
                      )}
                    </td>
                  )
                })}
              </tr>
            ) : null,
          )}
        </tbody>
      </table>
    </div>
  )
}

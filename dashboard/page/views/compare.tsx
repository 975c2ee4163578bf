import type { JSX } from 'preact'
import type { Progress, Summary, Variety } from '../../api-types.ts'
import { Heading } from '../parts/heading.tsx'
import { Chart, Legend, Numbers } from '../parts/chart.tsx'
import { count, score, span } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'
import { useAnswer } from '../source.ts'
import type { Source } from '../source.ts'
import { axisOf, AxisChoice, useHidden } from './axes.tsx'

/** Strategies that every comparison is read against. */
const REFERENCES = [
  ['tune-only', 'the tuning ceiling'],
  ['random', 'independent draws'],
  ['sequential', 'a (1+1) climber'],
] as const

/** Runs that are compared at most. */
const MOST = 12

function namesIn(route: Route): string[] {
  try {
    const given: unknown = JSON.parse(route.query.get('runs') ?? '[]')
    return Array.isArray(given) ? given.filter((name) => typeof name === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

/** Several runs in one picture: the best of each at equal points of one axis. */
export function CompareView({
  source,
  route,
  tick,
}: {
  readonly source: Source
  readonly route: Route
  readonly tick: number
}): JSX.Element {
  const names = namesIn(route)
  const { value, fault } = useAnswer(
    `compare ${JSON.stringify(names)}`,
    () =>
      Promise.all(
        names.map(async (name): Promise<readonly [string, Progress, Summary, Variety]> => [
          name,
          await source.view(name, 'progress', {}),
          await source.view(name, 'summary', {}),
          await source.view(name, 'variety', {}),
        ]),
      ),
    tick,
  )
  const { hidden, toggle } = useHidden(route)
  if (value === undefined) return <Wanting fault={fault} />
  const axis = axisOf(route.query.get('x'))
  const xs = [...new Set(value.flatMap(([, progress]) => axis.of(progress)))].sort((a, b) => a - b)
  const all = value.map(([name, progress], k) => ({ label: name, colour: k % 8, values: aligned(xs, axis.of(progress), progress.best) }))
  const curves = all.filter(({ label }) => !hidden.has(label))
  const problems = new Set(value.map(([, , { manifest }]) => `${manifest.problem.name} ${manifest.problem.content}`))
  const strategies = new Set(value.map(([, , { strategy }]) => strategy))
  const lacking = REFERENCES.flatMap(([name, what]) => (strategies.has(name) ? [] : [`${name} (${what})`]))
  return (
    <>
      <Heading>Compare {names.length} runs</Heading>
      {problems.size > 1 ? (
        <p class="warning" role="note">
          These runs are not of one problem: their scores cannot be set against each other.
        </p>
      ) : null}
      <AxisChoice axis={axis.name} choose={(x) => setQuery({ x })} dollars={value.some(([, , { cost }]) => cost !== undefined)} />
      <Legend curves={all} hidden={hidden} toggle={toggle} />
      <Chart
        title={`The best on train of ${names.length} runs against ${axis.label}`}
        x={xs}
        xLabel={axis.label}
        yLabel="best on train"
        curves={curves}
        stepped
      />
      <Numbers title="The best on train" x={xs} xLabel={axis.label} curves={curves} />
      <h2>Side by side</h2>
      <Table
        caption="The runs side by side"
        rows={value}
        columns={[
          { head: 'Run', cell: ([name]) => <a href={linkTo(['run', name])}>{visible(name)}</a> },
          { head: 'Strategy', cell: ([, , { strategy = '–' }]) => visible(strategy) },
          { head: 'Seed', cell: ([, , { seed = '–' }]) => visible(seed) },
          { head: 'State', cell: ([, , { state }]) => <span class={`state ${state}`}>{state}</span> },
          { head: 'Best on train', number: true, cell: ([, , { best }]) => score(best) },
          { head: 'Champion on train', number: true, cell: ([, , { chosen }]) => score(chosen?.train) },
          { head: 'Champion on validation', number: true, cell: ([, , { validation }]) => score(validation) },
          { head: 'Evaluations', number: true, cell: ([, , { moment }]) => count(moment.evaluations) },
          {
            head: 'Programs tried',
            number: true,
            cell: ([, , { programsTried }]) => (programsTried === undefined ? '–' : count(programsTried)),
          },
          {
            head: 'Processor seconds',
            number: true,
            cell: ([, , { processor }]) => (processor === undefined ? '–' : processor.toFixed(1)),
          },
          { head: 'Time', number: true, cell: ([, , { moment }]) => span(moment.seconds) },
          { head: 'Improvements', number: true, cell: ([, , { improvements }]) => count(improvements.length) },
          { head: 'Forms per 1,000 evaluations', number: true, cell: ([, , , { forms }]) => (forms === undefined ? '–' : count(forms)) },
          {
            head: 'Re-introduced lines',
            number: true,
            cell: ([, , , { reintroduced }]) => (reintroduced === undefined ? '–' : `${(100 * reintroduced).toFixed(1)} %`),
          },
        ]}
      />
      <p class="quiet">
        {lacking.length === 0 ? '' : `Not among these, though a comparison is read against them: ${lacking.join(', ')}. `}
        Runs side by side prove nothing: <code>ternate compare</code> plans seeds before it runs, has these strategies beside yours, and
        says what so many seeds can find.
      </p>
    </>
  )
}

/** Values by a common axis: at each point the last one known; nothing beyond the end. */
function aligned(xs: readonly number[], at: readonly number[], values: readonly (number | null)[]): (number | null)[] {
  let k = -1
  const end = at.at(-1) ?? Number.NEGATIVE_INFINITY
  return xs.map((x) => {
    while (k + 1 < at.length && (at[k + 1] as number) <= x) k += 1
    return x > end || k < 0 ? null : (values[k] ?? null)
  })
}

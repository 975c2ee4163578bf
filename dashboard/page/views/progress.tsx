import type { JSX } from 'preact'
import type { Improvement, Progress, Reference } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { Chart, Legend, Numbers } from '../parts/chart.tsx'
import type { Curve, Level, Mark } from '../parts/chart.tsx'
import { count, percent, score, span } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'
import { axisOf, AxisChoice, useHidden } from './axes.tsx'
import type { XAxis } from './axes.tsx'

/** Names of the sets that references are for. */
const setsOf = (references: readonly Reference[]): string[] => [...new Set(references.map(({ set }) => set ?? ''))].sort()

/** The set whose references are drawn: the one chosen, else those for no particular set, else the first. */
function chosenSet(references: readonly Reference[], chosen: string | null): string | undefined {
  const sets = setsOf(references)
  if (chosen === 'none') return undefined
  return sets.find((set) => set === chosen) ?? sets[0]
}

function levelsOf({ references, heldOut }: Progress, set: string | undefined): Level[] {
  if (set === undefined) return []
  const own = heldOut.find((result) => result.set === set)?.score
  const published = references
    .filter((each) => (each.set ?? '') === set)
    .map(({ name, score: y }) => ({ y, label: `${name.slice(0, 60)} ${score(y)}` }))
  return [...published, ...(own === undefined ? [] : [{ y: own, label: `this run’s champion ${score(own)}` }])]
}

/** Validation as points beside the curve, at the places of the samples that follow them. */
function validationCurve(progress: Progress, xs: readonly number[], axis: XAxis): (number | null)[] {
  const values: (number | null)[] = xs.map(() => null)
  for (const each of progress.validations) {
    const at = axis.at(each)
    let k = xs.findIndex((x) => x >= at)
    if (k === -1) k = xs.length - 1
    if (k >= 0) values[k] = each.score
  }
  return values
}

const markOf = (run: string, axis: XAxis, each: Improvement): Mark => ({
  x: axis.at(each),
  y: each.score,
  label: `Improvement: program ${each.number}, ${score(each.score)}, after ${count(each.evaluations)} evaluations, by ${each.operator.slice(0, 40)}`,
  href: linkTo(['run', run, 'program', each.number]),
})

/** Best, median and islands over the course of the search. */
export function ProgressView({ route }: { readonly route: Route }): JSX.Element {
  const { run } = useSetting()
  const { value, fault } = useView('progress')
  const { hidden, toggle } = useHidden(route)
  if (value === undefined) return <Wanting fault={fault} />
  const axis = axisOf(route.query.get('x'))
  const xs = axis.of(value)
  const all: Curve[] = [
    { label: 'best', colour: 0, width: 2.5, values: value.best },
    { label: 'median', colour: 1, values: value.median, dashed: true, loose: true },
    ...(value.validations.length === 0 ? [] : [{ label: 'validation', colour: 2, values: validationCurve(value, xs, axis), points: true }]),
    ...value.islands.map((values, k) => ({ label: `island ${k + 1}`, colour: 3 + (k % 5), values, width: 1 })),
  ]
  const set = chosenSet(value.references, route.query.get('references'))
  const sets = setsOf(value.references)
  const curves = all.filter(({ label }) => !hidden.has(label))
  const unit = value.unit === '' ? 'score' : value.unit
  const improvements = value.improvements.toReversed()
  return (
    <>
      <Heading>Progress</Heading>
      {value.preview === undefined ? null : <Preview progress={value} />}
      <div class="controls">
        <AxisChoice axis={axis.name} choose={(x) => setQuery({ x })} dollars={(value.cost.at(-1) ?? 0) > 0} />
        <label>
          <input
            type="checkbox"
            checked={route.query.get('log') === '1'}
            onChange={({ currentTarget }) => setQuery({ log: currentTarget.checked ? 1 : undefined })}
          />{' '}
          logarithmic
        </label>
        {sets.length === 0 ? null : (
          <label>
            Published figures{' '}
            <select value={set ?? 'none'} onChange={({ currentTarget }) => setQuery({ references: currentTarget.value })}>
              {sets.map((name) => (
                <option key={name} value={name}>
                  {name === '' ? 'for the problem' : `on ${name} (held out)`}
                </option>
              ))}
              <option value="none">none</option>
            </select>
          </label>
        )}
      </div>
      <p class="latest">
        After {count(value.evaluations.at(-1) ?? 0)} evaluations: best {score(value.best.at(-1))}, median {score(value.median.at(-1))}.
      </p>
      <Legend curves={all} hidden={hidden} toggle={toggle} />
      <Chart
        title={`Score on train against ${axis.label}: best, median and islands, with ${value.improvements.length} improvements marked`}
        x={xs}
        xLabel={axis.label}
        yLabel={unit}
        curves={curves}
        marks={hidden.has('best') ? [] : value.improvements.map((each) => markOf(run, axis, each))}
        levels={levelsOf(value, set)}
        logarithmic={route.query.get('log') === '1'}
        stepped
      />
      <p class="quiet">
        Each dot is an improvement and leads to its program.{' '}
        {set === undefined || set === ''
          ? ''
          : `The dashed lines are figures on the held-out set ${set}, which is not the set that the curves are scored on. `}
        Drag across the picture to look closer, double-click to see all.
      </p>
      <Numbers title="Scores over the course of the search" x={xs} xLabel={axis.label} curves={all} />
      <h2>Improvements</h2>
      <Table
        caption="Improvements on train, the last one first"
        rows={improvements}
        columns={[
          { head: 'Program', number: true, cell: ({ number }) => <a href={linkTo(['run', run, 'program', number])}>{number}</a> },
          { head: `Train (${unit})`, number: true, cell: (each) => score(each.score) },
          { head: 'Validation', number: true, cell: ({ validation }) => score(validation) },
          { head: 'Evaluations', number: true, cell: ({ evaluations }) => count(evaluations) },
          { head: 'After', number: true, cell: ({ seconds }) => span(seconds) },
          { head: 'Size', number: true, cell: ({ size }) => count(size) },
          { head: 'Island', number: true, cell: ({ island }) => island + 1 },
          { head: 'Operator', cell: ({ operator }) => visible(operator) },
        ]}
      />
      {value.validations.length === 0 ? null : (
        <>
          <h2>Train and validation</h2>
          <p class="quiet">
            Programs that validation looked at. Where train gets better and validation does not, the search fits its train cases.
          </p>
          <Table
            caption="Programs that validation looked at, the last one first"
            rows={value.validations.toReversed().slice(0, 50)}
            columns={[
              { head: 'Program', number: true, cell: ({ number }) => <a href={linkTo(['run', run, 'program', number])}>{number}</a> },
              { head: 'Train', number: true, cell: ({ train }) => score(train) },
              { head: 'Validation', number: true, cell: (each) => score(each.score) },
              { head: 'Difference', number: true, cell: (each) => score(each.score - each.train) },
              { head: 'Evaluations', number: true, cell: ({ evaluations }) => count(evaluations) },
            ]}
          />
        </>
      )}
    </>
  )
}

/** While the journal is being read: the run in outline. */
function Preview({ progress }: { readonly progress: Progress }): JSX.Element {
  const { program = [], best = [] } = progress.preview ?? {}
  return (
    <section aria-label="The run in outline">
      <p role="status">The journal is being read ({percent(progress.read)}). The run in outline:</p>
      <Chart
        title="The best on train by the number of the program"
        x={program}
        xLabel="programs"
        yLabel="best on train"
        curves={[{ label: 'best', colour: 0, width: 2.5, values: best }]}
        height={220}
        stepped
      />
    </section>
  )
}

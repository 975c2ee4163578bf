import type { JSX } from 'preact'
import type { Work } from '../../api-types.ts'
import { useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { Chart, Numbers } from '../parts/chart.tsx'
import { brief, count, percent } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'

/** Where the time of batches went: in line for a worker, at work, in line to commit. */
function Where({ timing }: { readonly timing: NonNullable<Work['timing']> }): JSX.Element {
  const { places, seconds, batches, queued, busy, held, judging } = timing
  const each = (sum: number): string => (batches === 0 ? '–' : `${brief((1000 * sum) / batches)} ms`)
  const rows = [
    { stage: 'waiting for a worker', sum: queued },
    { stage: 'at work', sum: busy },
    ...(judging === undefined
      ? []
      : [
          { stage: 'of that, making programs', sum: Math.max(0, busy - judging) },
          { stage: 'of that, judging programs', sum: judging },
        ]),
    { stage: 'waiting for the turn to commit', sum: held },
  ]
  return (
    <section>
      <h2>Workers</h2>
      <p>
        {count(places)} {places === 1 ? 'worker' : 'workers'}, busy {percent(busy / Math.max(1e-9, places * seconds))} of the{' '}
        {count(Math.round(seconds))} seconds that the last process owned the run; {count(batches)} batches carried out.
      </p>
      <Table
        caption="Where the time of a batch went"
        rows={rows}
        columns={[
          { head: 'Stage', cell: ({ stage }) => stage },
          { head: 'A batch', number: true, cell: ({ sum }) => each(sum) },
          { head: 'In all', number: true, cell: ({ sum }) => `${brief(sum)} s` },
        ]}
      />
    </section>
  )
}

/** Who worked, how fast, and what came of it. */
export function WorkView(): JSX.Element {
  const { value, fault } = useView('work')
  if (value === undefined) return <Wanting fault={fault} />
  const all = Object.values(value.outcomes).reduce((sum, times) => sum + times, 0)
  const curves = {
    rate: { label: 'commits a second', colour: 0, values: value.rate, width: 2 },
    burn: { label: 'fuel a second', colour: 2, values: value.burn, width: 2 },
  }
  return (
    <>
      <Heading>Work</Heading>
      <p>
        {count(value.virtualWorkers)} virtual workers, {value.batch === 1 ? 'one ticket' : `${count(value.batch)} tickets`} in a batch
        {value.waiting > 0 ? `; ${count(value.waiting)} results wait for their turn` : ''}.
      </p>
      {value.timing !== undefined && <Where timing={value.timing} />}
      <h2>Outcomes</h2>
      <div class="bars" aria-hidden="true">
        {Object.entries(value.outcomes)
          .sort((a, b) => b[1] - a[1])
          .map(([kind, times]) => (
            <span key={kind} class={`bar ${kind}`} style={{ flexGrow: times }} title={`${kind}: ${times}`} />
          ))}
      </div>
      <Table
        caption="Outcomes of tickets"
        rows={Object.entries(value.outcomes).sort((a, b) => b[1] - a[1])}
        columns={[
          {
            head: 'Outcome',
            cell: ([kind]) => (
              <>
                <span class={`swatch bar ${kind}`} aria-hidden="true" /> {kind}
              </>
            ),
          },
          { head: 'Tickets', number: true, cell: ([, times]) => count(times) },
          { head: 'Share', number: true, cell: ([, times]) => percent(times / all) },
        ]}
      />
      <div class="pair">
        <section>
          <h2>Commits a second</h2>
          <Chart
            title="Commits a second against seconds"
            x={value.seconds}
            xLabel="seconds"
            yLabel="commits / s"
            curves={[curves.rate]}
            height={220}
          />
        </section>
        <section>
          <h2>Fuel a second</h2>
          <Chart
            title="Millions of units of fuel a second against seconds"
            x={value.seconds}
            xLabel="seconds"
            yLabel="million / s"
            curves={[curves.burn]}
            height={220}
          />
        </section>
      </div>
      <Numbers title="Commits and fuel a second" x={value.seconds} xLabel="seconds" curves={[curves.rate, curves.burn]} />
      <h2>Operators</h2>
      <Table
        caption="What came of each operator"
        rows={value.operators}
        columns={[
          { head: 'Operator', cell: ({ operator }) => visible(operator) },
          { head: 'Tickets', number: true, cell: ({ tries }) => count(tries) },
          { head: 'Failed', number: true, cell: ({ failed, tries }) => percent(failed / tries) },
          { head: 'Pruned', number: true, cell: ({ pruned, tries }) => percent(pruned / tries) },
          { head: 'Scored', number: true, cell: ({ scored, tries }) => percent(scored / tries) },
          { head: 'Placed', number: true, cell: ({ placed, tries }) => percent(placed / tries) },
          { head: 'New best', number: true, cell: ({ improvements }) => count(improvements) },
          { head: 'Fuel a ticket', number: true, cell: ({ fuel, tries }) => brief(fuel / tries) },
        ]}
      />
    </>
  )
}

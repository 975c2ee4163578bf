import type { JSX } from 'preact'
import type { LedgerPart, ProposalPart, ReleasePart, Trust } from '../../api-types.ts'
import { count, percent, score } from '../parts/format.ts'
import { Heading } from '../parts/heading.tsx'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { useAnswer } from '../source.ts'
import type { Source } from '../source.ts'

const short = (version: string): JSX.Element => (
  <code class="kept" title={version}>
    {version.slice(0, 12)}
  </code>
)

const Kept = ({ of }: { readonly of: string }): JSX.Element => <span class="kept">{visible(of)}</span>

const time = (at: string): JSX.Element => <Kept of={at.slice(0, 16).replace('T', ' ')} />

const brief = (value: number): string => (Number.isFinite(value) ? Number(value.toPrecision(3)).toString() : '∞')

const Fault = ({ of }: { readonly of: string | undefined }): JSX.Element | null =>
  of === undefined ? null : (
    <p class="fault" role="alert">
      {visible(of)}
    </p>
  )

/** Who approved, of how many. */
function Approvals({ approval }: ProposalPart): JSX.Element {
  if (approval === undefined) return <>–</>
  const { approved, rejected, needed } = approval
  return (
    <>
      {needed === 0 ? 'automatic' : `${approved.length} of ${needed}`}
      {approved.length === 0 ? null : <span class="quiet"> {visible(approved.join(', '))}</span>}
      {rejected.length === 0 ? null : <span class="fault"> rejected by {visible(rejected.join(', '))}</span>}
    </>
  )
}

function Proposals({ proposals }: Pick<Trust, 'proposals'>): JSX.Element {
  return (
    <section>
      <h2>Proposals</h2>
      <Table
        caption="Proposals"
        rows={proposals}
        empty="None yet. `npx ternate gate PROBLEM --candidate RUN --propose` makes one."
        columns={[
          { head: 'Proposal', cell: ({ proposal }) => proposal },
          {
            head: 'Release',
            cell: ({ release = '', fault }) => (fault === undefined ? visible(release) : <span class="fault">{visible(fault)}</span>),
          },
          { head: 'State', cell: ({ state }) => <span class={`state ${state}`}>{state}</span> },
          { head: 'Class', cell: ({ class: of = '–' }) => visible(of) },
          { head: 'Approvals', cell: (row) => <Approvals {...row} /> },
          { head: 'Champion', number: true, cell: ({ champion }) => score(champion) },
          { head: 'Candidate', number: true, cell: ({ candidate }) => score(candidate) },
          { head: 'Cases', number: true, cell: ({ cases }) => (cases === undefined ? '–' : count(cases)) },
          { head: 'p', number: true, cell: ({ p }) => (p === undefined ? '–' : p.toPrecision(2)) },
          { head: 'Of', cell: ({ on = '' }) => time(on) },
        ]}
      />
    </section>
  )
}

/** How near each bound of a canary is to tripping. */
function Canary({ of: { proposal, version, share, bounds } }: { readonly of: NonNullable<ReleasePart['canary']> }): JSX.Element {
  return (
    <>
      <p>
        Canary: {proposal} as {short(version)} for {percent(share)} of keys.
      </p>
      <Table
        caption={`Bounds of the canary of ${proposal}`}
        rows={bounds}
        columns={[
          { head: 'Bound on', cell: ({ measure }) => <Kept of={measure} /> },
          { head: 'Champion', number: true, cell: ({ means }) => brief(means.champion) },
          { head: 'Uses', number: true, cell: ({ champion }) => count(champion) },
          { head: 'Canary', number: true, cell: ({ means }) => brief(means.canary) },
          { head: 'Uses ', number: true, cell: ({ canary }) => count(canary) },
          { head: 'Evidence', number: true, cell: ({ evidence }) => brief(evidence) },
          { head: 'Trips at', number: true, cell: ({ trips }) => brief(trips) },
          {
            head: 'On the way',
            cell: ({ measure, evidence, trips }) => (
              <meter
                aria-label={`How near the bound on ${measure} is to tripping`}
                min={0}
                max={1}
                value={Math.min(1, Math.max(0, Math.log(evidence) / Math.log(trips)))}
              />
            ),
          },
        ]}
      />
    </>
  )
}

function Release({ of: { name, champion, canary, history, fault } }: { readonly of: ReleasePart }): JSX.Element {
  return (
    <section>
      <h3>{visible(name)}</h3>
      <Fault of={fault} />
      {champion === '' ? null : <p>Champion: {short(champion)}</p>}
      {canary === undefined ? null : <Canary of={canary} />}
      <h4>History</h4>
      <Table
        caption={`History of ${name}`}
        rows={history}
        columns={[
          { head: 'Step', number: true, cell: ({ entry }) => entry },
          { head: 'At', cell: ({ at }) => time(at) },
          { head: 'What', cell: ({ kind, automatic }) => <Kept of={`${kind}${automatic ? ', by itself' : ''}`} /> },
          { head: 'Champion', cell: ({ version }) => short(version) },
          { head: 'Proposal', cell: ({ proposal }) => proposal || '–' },
          { head: 'By', cell: ({ by }) => <Kept of={by} /> },
          { head: 'Why', cell: ({ why }) => visible(why) },
        ]}
      />
    </section>
  )
}

function Ledger({ of: { total, sets, latest, fault } }: { readonly of: LedgerPart }): JSX.Element {
  return (
    <section>
      <h2>Ledger of looks</h2>
      <Fault of={fault} />
      <p class="quiet">{count(total)} looks at held-out cases; those that were seen last stand first.</p>
      <Table
        caption="Looks at each set of held-out cases"
        rows={sets}
        empty="Nobody has looked at held-out cases here."
        columns={[
          { head: 'Problem', cell: ({ problem }) => visible(problem) },
          { head: 'Set', cell: ({ set }) => visible(set) },
          { head: 'Looks', number: true, cell: (row) => count(row.seen) },
          { head: 'Tests', number: true, cell: ({ tests }) => count(tests) },
          { head: 'Last', cell: ({ last }) => time(last) },
        ]}
      />
      {latest.length === 0 ? null : (
        <details>
          <summary>The last looks</summary>
          <Table
            caption="The last looks"
            rows={latest}
            columns={[
              { head: 'Entry', number: true, cell: ({ entry }) => entry },
              { head: 'At', cell: ({ at }) => time(at) },
              { head: 'By', cell: ({ by, test }) => (test ? `${by}, a test` : by) },
              { head: 'Problem', cell: ({ problem }) => visible(problem) },
              { head: 'Set', cell: ({ set }) => visible(set) },
            ]}
          />
        </details>
      )}
    </section>
  )
}

/** Ledger, proposals, approvals and canaries. */
export function TrustView({ source, tick }: { readonly source: Source; readonly tick: number }): JSX.Element {
  const { value, fault } = useAnswer('trust', () => source.trust(), tick)
  if (value === undefined) return <Wanting fault={fault} />
  const { involvement } = value
  return (
    <>
      <Heading>Trust</Heading>
      <Fault of={value.fault} />
      {involvement === undefined ? null : (
        <p>
          People stepped in: {involvement.approvals} approvals, {involvement.rejections} rejections, {involvement.rollbacks} rollbacks.
          Without them: {involvement.automatic} of {involvement.proposals} proposals approved automatically, {involvement.trips} canaries
          ended by a bound.
        </p>
      )}
      <Proposals proposals={value.proposals} />
      {value.decisions.length === 0 ? null : (
        <section>
          <h2>Approvals</h2>
          <Table
            caption="Decisions of people"
            rows={value.decisions}
            columns={[
              { head: 'Proposal', cell: ({ proposal }) => proposal },
              { head: 'Who', cell: ({ by }) => visible(by) },
              { head: 'Decision', cell: ({ decision }) => decision },
              { head: 'On', cell: ({ on }) => time(on) },
              { head: 'Why', cell: ({ why }) => visible(why) },
            ]}
          />
        </section>
      )}
      <section>
        <h2>Releases</h2>
        {value.releases.length === 0 ? (
          <p class="quiet">Nothing is released yet.</p>
        ) : (
          value.releases.map((release) => <Release key={release.name} of={release} />)
        )}
      </section>
      <Ledger of={value.ledger} />
    </>
  )
}

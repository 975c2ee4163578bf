import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Whether a view was opened whose heading has not come yet. */
let awaited = false

/** A view is opened: its heading, when it comes, is where the keyboard and those who hear the page go on. */
export function awaitHeading(): void {
  awaited = true
}

/** The heading of a view. */
export function Heading({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const heading = place.current
    if (heading === null) return
    document.title = `${heading.textContent?.trim() ?? ''} · Ternate`
    if (!awaited) return
    awaited = false
    scrollTo(0, 0)
    heading.focus({ preventScroll: true })
  })
  return (
    <h1 ref={place} tabIndex={-1}>
      {children}
    </h1>
  )
}

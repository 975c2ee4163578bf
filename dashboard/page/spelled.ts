import { options } from 'preact'
import type { VNode } from 'preact'
import { spelledOut } from '../../engine/contracts/visible.ts'

/** Attributes that are read by people. */
const READ = ['title', 'aria-label', 'aria-description', 'alt', 'placeholder'] as const

/**
 * Spells out what is hidden in every text that the page shows from now on, whoever wrote it: preact makes a node of type null of each
 * text, and here each of them comes by.
 */
export function spellOutTexts(): void {
  const before = options.vnode
  options.vnode = (vnode: VNode) => {
    const node = vnode as unknown as { readonly type: unknown; props: unknown }
    if (node.type === null) {
      if (typeof node.props === 'string') node.props = spelledOut(node.props)
    } else if (typeof node.type === 'string') {
      const props = node.props as Record<string, unknown>
      for (const name of READ) if (typeof props[name] === 'string') props[name] = spelledOut(props[name])
    }
    before?.(vnode)
  }
}

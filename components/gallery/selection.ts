export interface Selection {
  ids: ReadonlySet<string>
  /** Where a range begins: the one that was pressed last. */
  anchor: string | null
}

export const noSelection: Selection = { ids: new Set(), anchor: null }

/** One more or one less; as a range, all between it and the one before do what it does. */
export function toggleSelected(selection: Selection, order: readonly string[], id: string, isRange: boolean): Selection {
  const ids = new Set(selection.ids)
  const [from, to] = [selection.anchor === null ? -1 : order.indexOf(selection.anchor), order.indexOf(id)].toSorted((a, b) => a - b)
  const pressed = isRange && from !== undefined && to !== undefined && from >= 0 ? order.slice(from, to + 1) : [id]
  const isOn = !ids.has(id)
  for (const one of pressed) {
    if (isOn) ids.add(one)
    else ids.delete(one)
  }
  return { ids, anchor: id }
}

import { onScopeDispose, ref } from 'vue'

/** Whether the reader asked the system for less motion. */
export function useReducedMotion() {
  const query = matchMedia('(prefers-reduced-motion: reduce)')
  const isReduced = ref(query.matches)
  const update = () => isReduced.value = query.matches
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))
  return isReduced
}

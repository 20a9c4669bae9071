import { usePointerBlur } from '../composables/usePointerBlur'
import { useReadiness } from '../composables/useReadiness'

export default () => {
  useReadiness()
  usePointerBlur()
}

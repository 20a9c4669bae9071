import { onChange, write } from '../world/crm.ts'

onChange(change => write(change))

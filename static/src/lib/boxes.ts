import { ElMessage } from 'element-plus/es/components/message/index'
import 'element-plus/es/components/message/style/css'
import { ElMessageBox } from 'element-plus/es/components/message-box/index'
import 'element-plus/es/components/message-box/style/css'

/** What lies over the page; fetched apart from it (see `telling.ts`). */
export { ElMessage, ElMessageBox }

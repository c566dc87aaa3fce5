export type { DocumentChange, Documents } from "./documents/documents.ts";
export { folderDocuments } from "./documents/folder-documents.ts";
export { storeDocuments } from "./documents/store-documents.ts";
export { StoreError, type StoreFailures } from "./errors.ts";
export { type FileSystemStore, type FileSystemStoreOptions, fileSystemStore } from "./file-system/file-system-store.ts";
export { fsckFileSystemStore } from "./file-system/fsck.ts";
export { memoryStore } from "./memory.ts";
export { prefixedStore } from "./prefixed.ts";
export {
  type CommitResult,
  type Compactable,
  type Conflict,
  type Expected,
  isCompactable,
  isPurgeable,
  type Purgeable,
  put,
  type Store,
  type Stored,
  type Version,
  type Write,
} from "./store.ts";

/** What an author decides about an announcement, whole or not yet. */
export interface AnnouncementDraft {
  topic: string;
  /** The slug of the consultation that it invites to. */
  consultation: string | null;
  /** Null: as soon as it is released. */
  sendAt: Date | null;
  /** By language. */
  texts: Record<string, { subject: string; body: string }>;
}

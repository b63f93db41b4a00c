"""What attachments say, read where a hostile file harms nobody."""

"""What people work at: workbench, statistics, stories, dossiers, exports, saved views."""

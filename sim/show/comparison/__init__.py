"""What a comparison of funding rules shows: report, figures, the chronicle of a typical run under each rule."""

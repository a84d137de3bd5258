"""Units, roles and who supervises whom. It knows nothing of what anybody writes."""
